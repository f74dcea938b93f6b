/*
 * Runs one row on bad days of the kernel, a trial a seed, and judges each.
 *
 *   LD_PRELOAD=.../shim.so drive_faults [-s FIRST] [-n SEEDS] [-v] ROW
 *
 * Every seed has a shape of its own: connections, threads, requests a
 * connection, path, how often something goes wrong. Even seeds have only faults
 * that cost nothing: every request must succeed, and the server must have
 * counted the same. Odd ones have resets and ENOBUFS besides: what fails has
 * failed by them, and nothing is counted twice or not at all.
 *
 * A trial is a process with a time limit. The last line of output says what was
 * done; exit status 1: a trial was not as it must be, which a line tells.
 */
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/affinity.h"
#include "harness/backend.h"
#include "harness/check_process.h"
#include "harness/conn.h"
#include "harness/job.h"
#include "harness/server_process.h"
#include "harness/shared.h"
#include "harness/target.h"
#include "tests/shim.h"
#include "tests/support_drive.h"

#define PROGRAM "drive_faults"

/* How long the server may take to see that connections are closed. */
#define SETTLE (10 * CLOCK_S)

/* A trial that takes longer hangs. A request that is forgotten ends before,
 * with ETIMEDOUT, which is none of the faults. */
#define LIMIT_S 60
#define TIMEOUT (20 * CLOCK_S)

/* Broken trials that are shown; more of them tell nothing more. */
#define SHOWN 5

enum { SAMPLES = 4096, CONNECTIONS = 12, REQUESTS = 64 };

/* What is fetched: body, or whole answer, in less and in more than a receive;
 * with a length, in chunks, to the end of the connection. */
static const struct page {
    const char *path;
    uint64_t body;
    unsigned most; /* requests: one is slow, each of its bytes takes a while */
    enum {
        KEEPS,
        ENDS,
        CLOSES
    } then; /* with the connection; CLOSES: without
               having said so, so that a request
               is sent again */
} pages[] = {
    {"/bytes/128", 128, REQUESTS, KEEPS},
    {"/bytes/0", 0, REQUESTS, KEEPS},
    {"/stream/3000", 3000, REQUESTS, KEEPS},
    {"/bytes/100000", 100000, REQUESTS, KEEPS},
    {"/until-close/500", 500, REQUESTS, ENDS},
    {"/fault/close-after/128", 128, REQUESTS, CLOSES},
    {"/fault/dribble/20", 20, 6, KEEPS},
};

#define PAGES (sizeof pages / sizeof *pages)

/* What the shim is asked; NULL: it is not there. */
struct shim {
    void (*begin)(struct shim_order *);
    void (*end)(void);
};

/* One seed, shared with the process that runs it. */
struct trial {
    const struct backend *backend;
    const struct shim *shim;
    struct shim_order order;
    struct job job;
    int result, descriptors_lost, threads_lost;
    struct sample samples[SAMPLES];
};

/* What the server has counted. */
struct counts {
    uint64_t connections, requests, responses, body_bytes;
};

/* All seeds of a row. */
struct campaign {
    struct trial *trial;
    struct target targets[PAGES];
    struct server_process server;
    uint64_t seed;
    bool verbose;
    unsigned broken;
    uint64_t calls, requests, failed, retried, faults[SHIM_FAULTS];
};

static void find_shim(struct shim *shim)
{
    void *program = dlopen(NULL, RTLD_LAZY);
    void *begin = program ? dlsym(program, "shim_begin") : NULL;
    void *end = program ? dlsym(program, "shim_end") : NULL;

    if (!begin || !end) {
        fputs(PROGRAM ": the shim is not loaded: LD_PRELOAD=.../shim.so\n",
              stderr);
        exit(DRIVE_USAGE);
    }
    memcpy(&shim->begin, &begin, sizeof begin);
    memcpy(&shim->end, &end, sizeof end);
}

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    return z ^ (z >> 33);
}

static void write_order(struct campaign *c)
{
    static const uint64_t kept[] = {UINT64_MAX, UINT64_MAX, 1, 3};
    struct trial *t = c->trial;
    uint64_t dice = mix(c->seed + 1), page = dice % PAGES;

    job_init(&t->job);
    t->job.targets = &c->targets[page];
    t->job.target_count = 1;
    t->job.connections = 1 + (int)((dice >> 8) % CONNECTIONS);
    t->job.threads = 1 + (int)((dice >> 16) % 2);
    if (t->job.threads > t->job.connections)
        t->job.threads = t->job.connections;
    t->job.requests = 1 + (dice >> 24) % pages[page].most;
    t->job.requests_per_connection = kept[(dice >> 32) % 4];
    t->job.timeout_ns = TIMEOUT;
    t->job.seed = c->seed;
    memset(t->samples, 0, sizeof t->samples);
    t->job.samples = t->samples;
    t->job.sample_count = SAMPLES;
    memset(&t->order, 0, sizeof t->order);
    t->order.seed = c->seed;
    t->order.one_in = 2 + (unsigned)((dice >> 40) % 20);
    t->order.hard = c->seed % 2;
}

/* A library opens what it keeps for the life of the process when it is first
 * used; so there is a run without requests before. */
static int run_idle(const struct trial *t)
{
    struct job job = t->job;

    job.requests = 0;
    return job_run(&job, t->backend);
}

/* In the trial's process. */
static void run_trial(void *data)
{
    struct trial *t = data;
    int descriptors;

    t->result = run_idle(t);
    descriptors = process_descriptors();
    t->shim->begin(&t->order);
    if (t->result == 0)
        t->result = job_run(&t->job, t->backend);
    t->shim->end();
    t->descriptors_lost = process_descriptors() - descriptors;
    t->threads_lost = process_threads(1) - 1;
}

static struct counts count(const struct server_process *server)
{
    const struct server_counters *c = server_process_counters(server);

    return (struct counts){
        .connections = atomic_load(&c->connections),
        .requests = atomic_load(&c->requests),
        .responses = atomic_load(&c->responses),
        .body_bytes = atomic_load(&c->body_bytes),
    };
}

/* A request of our own, without the shim. Connections are accepted in their
 * order, so that the server has seen all that were before it. */
static bool knock(struct campaign *c)
{
    struct job job;

    job_init(&job);
    job.targets = &c->targets[0];
    job.target_count = 1;
    job.requests = job.requests_per_connection = 1;
    job.timeout_ns = TIMEOUT;
    return job_run(&job, backend_find("sequential")) == 0 && job.totals.ok == 1;
}

/* Wait until the server has seen all connections, and their ends. A fault may
 * have left an answer unsent, so requests and answers need not be equal. */
static bool settle(struct campaign *c)
{
    const struct server_counters *now = server_process_counters(&c->server);
    uint64_t until = clock_now() + SETTLE;

    if (!knock(c))
        return false;
    while (atomic_load(&now->open) > 0) {
        if (clock_now() >= until)
            return false;
        clock_sleep_until(clock_now() + CLOCK_MS / 4);
    }
    return true;
}

static uint64_t hard_faults(const struct shim_order *o)
{
    return atomic_load(&o->faults[SHIM_ENOBUFS]) +
           atomic_load(&o->faults[SHIM_RESET]);
}

static void describe(const struct campaign *c)
{
    const struct trial *t = c->trial;
    const struct job *job = &t->job;

    printf("  seed %" PRIu64 ": %d connections, %d threads, %s, %" PRIu64
           " requests, one fault in %u calls, %" PRIu64 " hard: result %d, ok "
           "%" PRIu64 ", failed %" PRIu64 ", opened %" PRIu64
           ", retried %" PRIu64 "\n",
           c->seed, job->connections, job->threads, job->targets->path,
           job->requests, t->order.one_in, hard_faults(&t->order), t->result,
           job->totals.ok, job->totals.failed, job->totals.opened,
           job->totals.retried);
}

/* Low <= is <= high, or the trial is broken. */
static void expect(struct campaign *c, const char *what, uint64_t is,
                   uint64_t low, uint64_t high)
{
    if (is >= low && is <= high)
        return;
    if (c->broken++ >= SHOWN)
        return;
    printf("%s: %s: %" PRId64 ", not %" PRId64 "..%" PRId64 "\n",
           c->trial->backend->name, what, (int64_t)is, (int64_t)low,
           (int64_t)high);
    describe(c);
}

static bool is_injected(int error)
{
    return error == ECONNRESET || error == ENOBUFS || error == EPIPE ||
           error == ENOTCONN;
}

/* Every request is there once, and what failed has failed by the shim. */
static void judge_samples(struct campaign *c)
{
    const struct job *job = &c->trial->job;
    bool seen[REQUESTS] = {false};
    uint64_t failed = 0, count = 0;

    for (size_t i = 0; i < SAMPLES; i++) {
        const struct sample *s = &job->samples[i];

        if (s->done == 0)
            continue;
        count++;
        expect(c, "number of a request", s->number, 0, job->requests - 1);
        expect(c, "it has ended before", seen[s->number % REQUESTS], 0, 0);
        seen[s->number % REQUESTS] = true;
        failed += s->error != 0;
        if (s->error != 0 && !is_injected(s->error)) {
            expect(c, conn_error(s->error), (uint64_t)s->error, 0, 0);
        }
    }
    expect(c, "samples", count, job->requests, job->requests);
    expect(c, "failed, by the samples", failed, job->totals.failed,
           job->totals.failed);
}

static const struct page *page_of(const struct job *job)
{
    size_t i = 0;

    while (strcmp(pages[i].path, job->targets->path) != 0)
        i++;
    return &pages[i];
}

/* Where connections are kept, each has a reason to be opened: it is a first
 * one, the one before has served its requests, or one of them has failed or
 * was sent again. So nothing is sent again without being counted. */
static uint64_t reasons_to_open(const struct job *job)
{
    const struct totals *t = &job->totals;

    if (page_of(job)->then != KEEPS)
        return UINT64_MAX;
    return (uint64_t)job->connections +
           (t->ok + t->failed) / job->requests_per_connection + t->failed +
           t->retried;
}

/* A fault on a connection whose answer is there costs nothing, and one that
 * a library takes for "later" neither. */
static void judge_totals(struct campaign *c)
{
    const struct job *job = &c->trial->job;
    const struct totals *t = &job->totals;
    uint64_t most = hard_faults(&c->trial->order) +
                    (page_of(job)->then == CLOSES ? t->opened : 0);

    expect(c, "requests", t->ok + t->failed, job->requests, job->requests);
    expect(c, "failed and sent again", t->failed + t->retried, 0, most);
    expect(c, "connections opened", t->opened, 0, reasons_to_open(job));
    expect(c, "connections left", (uint64_t)job->connected, 0, 0);
    expect(c, "descriptors lost", (uint64_t)c->trial->descriptors_lost, 0, 0);
    expect(c, "threads lost", (uint64_t)c->trial->threads_lost, 0, 0);
}

/* Of the counts before and after, the last request is ours. */
static void judge_server(struct campaign *c, struct counts b, struct counts e)
{
    const struct totals *t = &c->trial->job.totals;
    uint64_t hard = hard_faults(&c->trial->order);
    uint64_t most = t->ok + t->failed + t->retried;

    expect(c, "the server's requests", e.requests - b.requests - 1, t->ok,
           most);
    expect(c, "the server's answers", e.responses - b.responses - 1, t->ok,
           most);
    expect(c, "the server's connections", e.connections - b.connections - 1,
           t->opened, t->opened + hard);
    expect(c, "the server's body bytes",
           e.body_bytes - b.body_bytes - pages[0].body, t->body_bytes,
           hard ? UINT64_MAX : t->body_bytes);
}

static void add_up(struct campaign *c)
{
    const struct trial *t = c->trial;

    c->calls += atomic_load(&t->order.calls);
    c->requests += t->job.totals.ok + t->job.totals.failed;
    c->failed += t->job.totals.failed;
    c->retried += t->job.totals.retried;
    for (int i = 0; i < SHIM_FAULTS; i++)
        c->faults[i] += atomic_load(&t->order.faults[i]);
}

static void try_seed(struct campaign *c)
{
    struct counts before = count(&c->server);
    int status;

    write_order(c);
    if (c->verbose)
        describe(c);
    status = process_run(run_trial, c->trial, LIMIT_S);
    expect(c, "status of the process (14: it hung)", (uint64_t)status, 0, 0);
    expect(c, "result of the run", (uint64_t)c->trial->result, 0, 0);
    expect(c, "the server comes to rest", settle(c), 1, 1);
    judge_samples(c);
    judge_totals(c);
    judge_server(c, before, count(&c->server));
    add_up(c);
}

static int begin(struct campaign *c)
{
    static const struct cpu_list anywhere;
    struct server_order order = {.cpus = &anywhere,
                                 .workers = 1,
                                 .connections = 1024,
                                 .limit_ns = 3600 * CLOCK_S,
                                 .host = 1};
    char url[128], address[NET_TEXT_MAX], why[256];
    int result = server_process_start(&c->server, &order);

    if (result < 0)
        return result;
    net_format(server_process_address(&c->server), address);
    for (size_t i = 0; i < PAGES; i++) {
        snprintf(url, sizeof url, "http://%s%s", address, pages[i].path);
        result = target_init(&c->targets[i], url, true, why, sizeof why);
        if (result < 0)
            return result;
        target_expect_pattern(&c->targets[i], pages[i].body);
    }
    return 0;
}

static void end(struct campaign *c)
{
    for (size_t i = 0; i < PAGES; i++)
        target_free(&c->targets[i]);
    server_process_end(&c->server);
    shared_free(c->trial, sizeof *c->trial);
}

static void summarise(const struct campaign *c, uint64_t seeds)
{
    static const char *const names[SHIM_FAULTS] = {
        [SHIM_SHORT] = "short",        [SHIM_EINTR] = "EINTR",
        [SHIM_EAGAIN] = "EAGAIN",      [SHIM_FEWER] = "fewer",
        [SHIM_NOBUFFER] = "no buffer", [SHIM_ENOBUFS] = "ENOBUFS",
        [SHIM_RESET] = "reset",
    };

    printf("%-20s %" PRIu64 " seeds, %" PRIu64 " requests, %" PRIu64
           " failed, %" PRIu64 " retried;",
           c->trial->backend->name, seeds, c->requests, c->failed, c->retried);
    for (int i = 0; i < SHIM_FAULTS; i++)
        printf(" %" PRIu64 " %s", c->faults[i], names[i]);
    printf("; %u broken\n", c->broken);
}

static int verdict(const struct campaign *c)
{
    if (c->broken > 0)
        return 1;
    if (c->calls > 0)
        return 0;
    fprintf(stderr,
            PROGRAM ": %s: not interposable here: the shim has seen no "
                    "call of it\n",
            c->trial->backend->name);
    return DRIVE_SKIP;
}

static void usage(void)
{
    fputs("usage: " PROGRAM " [-s FIRST] [-n SEEDS] [-v] ROW\n", stderr);
    exit(DRIVE_USAGE);
}

int main(int argc, char **argv)
{
    static struct campaign c;
    uint64_t first = 0, seeds = 20;
    struct shim shim;
    int option, result, status;

    while ((option = getopt(argc, argv, "s:n:v")) != -1) {
        if (option == 's')
            first = drive_number(PROGRAM, optarg, 0, UINT32_MAX);
        else if (option == 'n')
            seeds = drive_number(PROGRAM, optarg, 1, UINT32_MAX);
        else if (option == 'v')
            c.verbose = true;
        else
            usage();
    }
    if (argc - optind != 1)
        usage();
    find_shim(&shim);
    c.trial = shared_make(sizeof *c.trial);
    if (!c.trial)
        return 1;
    c.trial->backend = drive_row(PROGRAM, argv[optind]);
    c.trial->shim = &shim;
    result = begin(&c);
    if (result < 0)
        fprintf(stderr, PROGRAM ": no server: %s\n", strerror(-result));
    for (c.seed = first; result == 0 && c.seed < first + seeds; c.seed++)
        try_seed(&c);
    if (result == 0)
        summarise(&c, seeds);
    status = result < 0 ? 1 : verdict(&c);
    end(&c);
    return status;
}
