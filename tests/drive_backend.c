/*
 * Runs one row once and says what it cost; for those who look from outside.
 *
 *   drive_backend [-c CONNECTIONS] [-n REQUESTS] [-t THREADS] [-k REQUESTS]
 *                 ROW URL
 *
 * -k: requests a connection. Calls access() with the names MARK_BEGIN and
 * MARK_END around the run, which a trace shows; all memory is touched before.
 * The last line of output:
 *
 *   ok N failed N opened N retried N user_ns N system_ns N uses TEXT
 *
 * CPU time is the process's and that of its children, start and end of the
 * connections included. Exit status 1: a request failed, or the run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/backend.h"
#include "harness/job.h"
#include "harness/shared.h"
#include "harness/target.h"
#include "tests/support_drive.h"

#define PROGRAM "drive_backend"
#define MARK_BEGIN "/mark/begin"
#define MARK_END "/mark/end"

/* Slots that workers may leave unused, see job.c; and the steps in which there
 * are more. Touching them is no cost of a request: two short runs, whose
 * difference is taken, have the same. */
#define SPARE (128 * 1024)
#define STEP (64 * 1024)

static void usage(void)
{
    fputs("usage: " PROGRAM " [-c CONNECTIONS] [-n REQUESTS] [-t THREADS] "
          "[-k REQUESTS] ROW URL\n",
          stderr);
    exit(DRIVE_USAGE);
}

/* Without connections: the row and the URL are left. */
static void read_options(struct job *job, int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "c:n:t:k:")) != -1) {
        uint64_t high = option == 'n' || option == 'k' ? 100000000 : 100000;
        uint64_t n = option == '?' ? 0 : drive_number(PROGRAM, optarg, 1, high);

        if (option == 'c')
            job->connections = (int)n;
        else if (option == 'n')
            job->requests = n;
        else if (option == 't')
            job->threads = (int)n;
        else if (option == 'k')
            job->requests_per_connection = n;
        else
            usage();
    }
    if (argc - optind != 2)
        usage();
}

/* The pattern is expected of a path that our server answers with it. */
static void aim(struct target *target, const char *url)
{
    const char *bytes = strstr(url, "/bytes/");
    char why[256];

    if (target_init(target, url, true, why, sizeof why) < 0) {
        fprintf(stderr, PROGRAM ": %s\n", why);
        exit(DRIVE_USAGE);
    }
    if (bytes)
        target_expect_pattern(target,
                              drive_number(PROGRAM, bytes + 7, 0, UINT32_MAX));
}

static void make_room(struct job *job)
{
    job->sample_count = (size_t)job->requests / STEP * STEP + STEP + SPARE;
    job->samples = shared_make(job->sample_count * sizeof *job->samples);
    if (!job->samples) {
        fputs(PROGRAM ": no memory for samples\n", stderr);
        exit(1);
    }
    memset(job->samples, 0, job->sample_count * sizeof *job->samples);
}

/* Of this process and of those that it has waited for. */
static struct usage used(void)
{
    struct usage self, children;

    meter_self(&self);
    meter_children(&children);
    self.cpu_user_ns += children.cpu_user_ns;
    self.cpu_sys_ns += children.cpu_sys_ns;
    return self;
}

static int run(struct job *job, const struct backend *backend)
{
    struct usage before = used(), after;
    int result;

    access(MARK_BEGIN, F_OK);
    result = job_run(job, backend);
    access(MARK_END, F_OK);
    after = used();
    if (result < 0)
        fprintf(stderr, PROGRAM ": %s: %s\n", backend->name, strerror(-result));
    printf("ok %" PRIu64 " failed %" PRIu64 " opened %" PRIu64
           " retried %" PRIu64 " user_ns %" PRIu64 " system_ns %" PRIu64
           " uses %s\n",
           job->totals.ok, job->totals.failed, job->totals.opened,
           job->totals.retried, after.cpu_user_ns - before.cpu_user_ns,
           after.cpu_sys_ns - before.cpu_sys_ns, job->uses);
    return result < 0 || job->totals.failed > 0;
}

int main(int argc, char **argv)
{
    const struct backend *backend;
    struct target target;
    struct job *job = shared_make(sizeof *job);
    int status;

    if (!job)
        return 1;
    job_init(job);
    job->requests = 1000;
    job->timeout_ns = 60 * CLOCK_S;
    job->ok_only = true;
    read_options(job, argc, argv);
    backend = drive_row(PROGRAM, argv[optind]);
    aim(&target, argv[optind + 1]);
    net_raise_descriptor_limit();
    job->targets = &target;
    job->target_count = 1;
    make_room(job);
    status = run(job, backend);
    shared_free(job->samples, job->sample_count * sizeof *job->samples);
    shared_free(job, sizeof *job);
    target_free(&target);
    return status;
}
