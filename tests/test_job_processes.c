/* tsan */
/* Processes that serve a job: what they count arrives, and none is left. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/check_process.h"
#include "harness/job.h"
#include "harness/job_processes.h"
#include "harness/share.h"
#include "harness/shared.h"

enum { WORKERS = 5, REQUESTS = 3000, BODY = 20000, LIMIT_S = 30 };

/* A request that needs no server. Its status is the worker's. */
static void end_request(struct share *share, uint32_t number, uint64_t done)
{
    const struct observer *o = &share->job->observer;
    struct sample s = {.number = number, .start = 1, .first = 1, .done = done};

    s.status = (int16_t)(200 + share->index);
    s.bytes = (uint64_t)getpid();
    share_record(share, &s);
    o->on_done(o->data, &s);
}

static int serve(struct share *share)
{
    uint32_t number;

    share_connected(share, true);
    while (share_take(share, 0, &number))
        end_request(share, number, clock_now());
    share_connected(share, false);
    return 0;
}

static void order(struct job *job, struct sample *samples)
{
    job_init(job);
    memset(samples, 0, 4096 * sizeof *samples);
    job->connections = WORKERS;
    job->requests = REQUESTS;
    job->samples = samples;
    job->sample_count = 4096;
}

static int run_with(struct job *job, int (*run)(struct job *))
{
    const struct backend backend = {.name = "test", .run = run};

    return job_run(job, &backend);
}

static int run_serve(struct job *job)
{
    return job_serve_processes(job, WORKERS, serve);
}

static void expect_all(const struct job *job)
{
    uint64_t bytes = 0, seen = 0;

    for (size_t i = 0; i < job->sample_count; i++) {
        const struct sample *s = &job->samples[i];

        if (s->done == 0)
            continue;
        assert_true(s->status >= 200 && s->status < 200 + WORKERS);
        assert_true(s->bytes != (uint64_t)getpid());
        bytes += s->bytes;
        seen++;
    }
    assert_int_equal(seen, REQUESTS);
    assert_int_equal(job->totals.ok, REQUESTS);
    assert_int_equal(job->totals.failed, 0);
    assert_int_equal(job->totals.body_bytes, bytes);
    assert_int_equal(job->totals.opened, WORKERS);
    assert_int_equal(job->connected, 0);
    assert_in_range(job->connected_most, 1, WORKERS);
    assert_int_equal(job->processes, 0);
    assert_string_equal(job->problem, "");
}

static void what_they_count_arrives(void **unused)
{
    static struct sample samples[4096];
    struct job job;

    (void)unused;
    order(&job, samples);
    assert_int_equal(run_with(&job, run_serve), 0);
    expect_all(&job);
    assert_ptr_equal(job.samples, samples);
    assert_null(job.observer.on_done);
}

static void a_shared_job_is_served_where_it_is(void **unused)
{
    struct sample *samples = shared_make(4096 * sizeof *samples);
    struct job *job = shared_make(sizeof *job);

    (void)unused;
    order(job, samples);
    job->shared = true;
    assert_int_equal(run_with(job, run_serve), 0);
    expect_all(job);
    shared_free(samples, 4096 * sizeof *samples);
    shared_free(job, sizeof *job);
}

/* What the observer has heard. */
struct heard {
    struct job *job;
    uint64_t done, stop_after;
    size_t bodies[8];
    bool wrong;
};

static char byte_of(uint32_t number, size_t at)
{
    return (char)('a' + (number + at) % 23);
}

static int serve_bodies(struct share *share)
{
    const struct observer *o = &share->job->observer;
    uint32_t number;

    while (share_take(share, 0, &number)) {
        char body[BODY];

        for (size_t i = 0; i < BODY; i++)
            body[i] = byte_of(number, i);
        o->on_body(o->data, number, body, 7);
        o->on_body(o->data, number, body + 7, BODY - 7);
        end_request(share, number, clock_now());
    }
    return 0;
}

static int run_bodies(struct job *job)
{
    return job_serve_processes(job, WORKERS, serve_bodies);
}

static void on_done(void *data, const struct sample *sample)
{
    struct heard *h = data;

    h->wrong |= sample->done == 0 || sample->bytes == (uint64_t)getpid();
    if (++h->done == h->stop_after)
        job_stop(h->job, JOB_ASKED);
}

static void on_body(void *data, uint32_t number, const char *bytes, size_t n)
{
    struct heard *h = data;

    for (size_t i = 0; i < n && number < 8; i++)
        h->wrong |= bytes[i] != byte_of(number, h->bodies[number] + i);
    h->bodies[number % 8] += n;
}

static void the_observer_is_told_in_the_parent(void **unused)
{
    static struct sample samples[4096];
    struct heard heard = {0};
    struct job job;

    (void)unused;
    order(&job, samples);
    job.requests = 8;
    job.observer = (struct observer){on_done, on_body, &heard};
    assert_int_equal(run_with(&job, run_bodies), 0);
    assert_int_equal(heard.done, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(heard.bodies[i], BODY);
    assert_false(heard.wrong);
}

static void the_observer_can_stop_the_job(void **unused)
{
    static struct sample samples[4096];
    struct heard heard = {.stop_after = 50};
    struct job job;

    (void)unused;
    order(&job, samples);
    job.samples = NULL;
    job.requests = UINT64_MAX;
    job.observer = (struct observer){on_done, NULL, &heard};
    heard.job = &job;
    assert_int_equal(run_with(&job, run_serve), 0);
    assert_true(job.totals.ok >= 50);
    assert_int_equal(heard.done, job.totals.ok);
    assert_int_equal(job.stop_reason, JOB_ASKED);
}

static uint64_t cpu_now(void)
{
    struct usage u;

    meter_self(&u);
    return u.cpu_user_ns + u.cpu_sys_ns;
}

/* Between two requests, one at each edge, it uses some CPU time; how much
 * is the length of the sample's body. */
static int burn(struct share *share)
{
    struct job *job = share->job;
    uint64_t before, used;

    end_request(share, 0, job->edge_at[0]);
    before = cpu_now();
    do
        used = cpu_now() - before;
    while (used < 5 * CLOCK_MS);
    atomic_fetch_add(&job->next_number, used);
    end_request(share, 1, job->edge_at[1]);
    return 0;
}

static int run_burn(struct job *job)
{
    return job_serve_processes(job, WORKERS, burn);
}

static void edges_have_the_time_of_all(void **unused)
{
    static struct sample samples[4096];
    const struct usage *a, *b;
    struct job job;
    uint64_t used;

    (void)unused;
    order(&job, samples);
    job.window_ns = CLOCK_S;
    assert_int_equal(run_with(&job, run_burn), 0);
    a = &job.edges[0].client;
    b = &job.edges[1].client;
    used = b->cpu_user_ns + b->cpu_sys_ns - a->cpu_user_ns - a->cpu_sys_ns;
    assert_true(used >= job.next_number);
    assert_true(job.next_number >= WORKERS * 5 * CLOCK_MS);
    assert_true(b->switches_voluntary >= a->switches_voluntary);
    assert_true(job.edges[0].at > 0 && job.edges[1].at > 0);
}

static int crash(struct share *share)
{
    if (share->index == 1)
        raise(SIGKILL);
    return serve(share);
}

static int run_crash(struct job *job)
{
    return job_serve_processes(job, WORKERS, crash);
}

static void a_crash_is_an_error_with_its_signal(void **unused)
{
    static struct sample samples[4096];
    struct job job;

    (void)unused;
    order(&job, samples);
    assert_int_equal(run_with(&job, run_crash), -ECHILD);
    assert_non_null(strstr(job.problem, "worker process 2 of 5 was killed by "
                                        "signal 9"));
}

static int give_up(struct share *share)
{
    return share->index == 2 ? -EIO : serve(share);
}

static int run_fail(struct job *job)
{
    return job_serve_processes(job, WORKERS, give_up);
}

static void an_error_in_one_stops_all(void **unused)
{
    static struct sample samples[4096];
    struct job job;

    (void)unused;
    order(&job, samples);
    job.samples = NULL;
    job.requests = UINT64_MAX;
    assert_int_equal(run_with(&job, run_fail), -EIO);
    assert_int_equal(job.stop_reason, JOB_ASKED);
}

struct limited {
    int result;
    uint64_t taken;
};

/* No user is held to the limit who may exceed it. */
static void run_limited(void *data)
{
    static struct sample samples[4096];
    const struct rlimit one = {1, 1};
    struct limited *l = data;
    struct job job;

    order(&job, samples);
    if (geteuid() == 0 && setuid(65534) < 0)
        return;
    if (setrlimit(RLIMIT_NPROC, &one) < 0)
        return;
    l->result = run_with(&job, run_serve);
    l->taken = job.totals.ok;
    /* LeakSanitizer would need a process of its own. */
    _exit(0);
}

static void fewer_processes_are_an_error(void **unused)
{
    struct limited *l = shared_make(sizeof *l);

    (void)unused;
    assert_int_equal(process_run(run_limited, l, LIMIT_S), 0);
    assert_int_equal(l->result, -EAGAIN);
    assert_int_equal(l->taken, 0);
    shared_free(l, sizeof *l);
}

static int said[2];

/* Longer than any test; and the pipe is open as long as it lives. */
static int linger(struct share *share)
{
    (void)share;
    if (write(said[1], "", 1) == 1)
        clock_sleep_until(clock_now() + 600 * CLOCK_S);
    return 0;
}

static void run_linger(void *unused)
{
    struct job job;

    (void)unused;
    job_init(&job);
    job_serve_processes(&job, WORKERS, linger);
}

static void none_outlives_its_parent(void **unused)
{
    struct pollfd end = {.events = POLLIN};
    pid_t parent;
    char byte;

    (void)unused;
#if !defined(__linux__)
    print_message("an idle worker notices at its next request only here\n");
    skip();
#endif
    assert_int_equal(pipe(said), 0);
    parent = process_start(run_linger, NULL, LIMIT_S);
    close(said[1]);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(read(said[0], &byte, 1), 1);
    process_end(parent);
    end.fd = said[0];
    assert_int_equal(poll(&end, 1, LIMIT_S * 1000), 1);
    assert_int_equal(read(said[0], &byte, 1), 0);
    close(said[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_they_count_arrives),
        cmocka_unit_test(a_shared_job_is_served_where_it_is),
        cmocka_unit_test(the_observer_is_told_in_the_parent),
        cmocka_unit_test(the_observer_can_stop_the_job),
        cmocka_unit_test(edges_have_the_time_of_all),
        cmocka_unit_test(a_crash_is_an_error_with_its_signal),
        cmocka_unit_test(an_error_in_one_stops_all),
        cmocka_unit_test(fewer_processes_are_an_error),
        cmocka_unit_test(none_outlives_its_parent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
