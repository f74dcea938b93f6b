/* job: what stops it, sample slots, edges; workers started and joined. */
/* tsan */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/check_process.h"
#include "harness/share.h"
#include "harness/shared.h"

/* The time of the jobs below stands still. */
static uint64_t at_15(void)
{
    return 15;
}

static struct job new_job(void)
{
    struct job job;

    job_init(&job);
    job.now = at_15;
    job.edge_at[0] = job.edge_at[1] = CLOCK_NEVER;
    atomic_store(&job.next_edge, CLOCK_NEVER);
    return job;
}

static void new_job_has_no_limits(void **unused)
{
    struct job job;

    (void)unused;
    memset(&job, 255, sizeof job);
    job_init(&job);
    assert_int_equal(job.threads, 1);
    assert_int_equal(job.connections, 1);
    assert_true(job.requests == UINT64_MAX);
    assert_true(job.requests_per_connection == UINT64_MAX);
    assert_true(job.timeout_ns == CLOCK_NEVER);
    assert_true(job.window_ns == CLOCK_NEVER);
    assert_true(job.error_limit == UINT64_MAX);
    assert_true(job.think_ns == 0 && job.warmup_ns == 0 && job.guard_ns == 0);
    assert_true(job.now == clock_now);
    assert_null(job.samples);
    assert_int_equal(job.stop_reason, JOB_RUNS);
}

static void first_reason_to_stop_stays(void **unused)
{
    struct job job = new_job();
    struct share share;
    uint32_t number;

    (void)unused;
    share_begin(&share, &job, 0, 1);
    job_stop(&job, JOB_TOO_MANY_FAIL);
    job_stop(&job, JOB_ASKED);
    assert_int_equal(job.stop_reason, JOB_TOO_MANY_FAIL);
    assert_false(share_take(&share, 15, &number));
}

static void failures_are_limited(void **unused)
{
    const struct sample good = {.done = 5, .bytes = 10},
                        bad = {.done = 6, .bytes = 3, .error = ETIMEDOUT};
    struct job job = new_job();
    struct share shares[2];

    (void)unused;
    job.error_limit = 3;
    share_begin(&shares[0], &job, 0, 2);
    share_begin(&shares[1], &job, 1, 2);
    share_record(&shares[0], &bad);
    share_record(&shares[0], &good);
    share_record(&shares[1], &bad);
    assert_int_equal(job.stop_reason, JOB_RUNS);
    share_record(&shares[0], &bad);
    assert_int_equal(job.stop_reason, JOB_TOO_MANY_FAIL);
    assert_int_equal(shares[0].totals.ok, 1);
    assert_int_equal(shares[0].totals.failed, 2);
    assert_int_equal(shares[0].totals.body_bytes, 10);
    assert_int_equal(shares[1].totals.failed, 1);
}

static void connections_are_counted(void **unused)
{
    struct job job = new_job();
    struct share shares[2];

    (void)unused;
    share_begin(&shares[0], &job, 0, 2);
    share_begin(&shares[1], &job, 1, 2);
    share_connected(&shares[0], true);
    share_connected(&shares[1], true);
    share_connected(&shares[0], false);
    share_connected(&shares[0], true);
    share_connected(&shares[0], false);
    assert_int_equal(job.connected, 1);
    assert_int_equal(job.connected_most, 2);
    assert_int_equal(shares[0].totals.opened, 2);
    assert_int_equal(shares[1].totals.opened, 1);
}

/* Requests that are over as soon as they are taken. */
static int record_all(struct share *share)
{
    uint32_t number;

    while (share_take(share, 15, &number)) {
        struct sample sample = {.number = number, .done = 15, .bytes = 1};

        share_record(share, &sample);
        if (number % 64 == 0)
            sched_yield();
    }
    return 0;
}

/* Every request's sample is there once, the unused slots are untouched. */
static void check_samples(const struct job *job, size_t expected)
{
    char *seen = calloc(expected, 1);
    size_t used = 0;

    assert_non_null(seen);
    for (size_t i = 0; i < job->sample_count; i++) {
        const struct sample *s = &job->samples[i];

        if (s->done == 0) {
            assert_int_equal(s->number, 0);
            continue;
        }
        assert_in_range(s->number, 0, expected - 1);
        assert_false(seen[s->number]);
        seen[s->number] = 1;
        used++;
    }
    assert_int_equal(used, expected);
    free(seen);
}

static void slots_are_claimed_once(void **unused)
{
    static const int workers[] = {1, 2, 7, 16};

    (void)unused;
    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
        const size_t requests = 20011;
        struct job job = new_job();

        /* A chunk of 128 may be begun and not used up by every worker. */
        job.sample_count = requests + 128 * (size_t)workers[i];
        job.samples = calloc(job.sample_count, sizeof *job.samples);
        assert_non_null(job.samples);
        job.requests = requests;
        assert_int_equal(job_serve(&job, workers[i], 0, record_all), 0);
        assert_int_equal(job.stop_reason, JOB_RUNS);
        assert_int_equal(job.totals.ok, requests);
        assert_int_equal(job.totals.body_bytes, requests);
        check_samples(&job, requests);
        free(job.samples);
    }
}

/* Full to the last slot, not beyond, and the job says so. */
static void no_room_stops_the_job(void **unused)
{
    static const size_t rooms[] = {0, 1, 127, 128, 129, 300};

    (void)unused;
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        struct job job = new_job();

        job.sample_count = rooms[i];
        /* Of that very size, so that ASan sees a slot too many. */
        job.samples = calloc(rooms[i] + (rooms[i] == 0), sizeof *job.samples);
        assert_non_null(job.samples);
        assert_int_equal(job_serve(&job, 1, 0, record_all), 0);
        assert_int_equal(job.stop_reason, JOB_NO_ROOM);
        assert_int_equal(job.totals.ok, rooms[i] + 1);
        check_samples(&job, rooms[i]);
        free(job.samples);
    }
}

static void no_room_stops_all_workers(void **unused)
{
    struct job job = new_job();
    size_t used = 0;

    (void)unused;
    job.sample_count = 1000;
    job.samples = calloc(job.sample_count, sizeof *job.samples);
    assert_non_null(job.samples);
    assert_int_equal(job_serve(&job, 6, 0, record_all), 0);
    assert_int_equal(job.stop_reason, JOB_NO_ROOM);
    for (size_t i = 0; i < job.sample_count; i++)
        used += job.samples[i].done != 0;
    /* Whoever had none left stopped the others in the middle of theirs. */
    assert_in_range(used, 1000 - 5 * 128, 1000);
    assert_in_range(job.totals.ok, used + 1, used + 6);
    free(job.samples);
}

static void record_at(struct share *share, uint64_t done)
{
    struct sample sample = {.done = done};

    share_record(share, &sample);
}

static void edges_are_taken_once(void **unused)
{
    struct job job = new_job();
    struct share share;

    (void)unused;
    job.edge_at[0] = 10;
    job.edge_at[1] = 20;
    atomic_store(&job.next_edge, 10);
    share_begin(&share, &job, 0, 1);
    record_at(&share, 9);
    assert_int_equal(job.edges[0].at, 0);
    record_at(&share, 10);
    assert_int_equal(job.edges[0].at, 15);
    assert_true(job.edges[0].server_cpu_ns == METER_NONE);
    job.edges[0].at = 1;
    record_at(&share, 19);
    assert_int_equal(job.edges[1].at, 0);
    record_at(&share, 25);
    assert_int_equal(job.edges[1].at, 15);
    job.edges[1].at = 1;
    record_at(&share, 30);
    record_at(&share, 10);
    assert_int_equal(job.edges[0].at, 1);
    assert_int_equal(job.edges[1].at, 1);
}

/* With idle connections times count from the first answer, which takes none. */
static void idle_connections_delay_the_edges(void **unused)
{
    struct job job = new_job();
    struct share share;

    (void)unused;
    job.idle = 1;
    job.warmup_ns = 5;
    job.window_ns = 10;
    job.edge_at[0] = job.edge_at[1] = CLOCK_NEVER;
    atomic_store(&job.next_edge, 0);
    share_begin(&share, &job, 0, 1);
    record_at(&share, 1000);
    assert_int_equal(job.edges_taken, 0);
    assert_int_equal(job.edge_at[0], 1005);
    assert_int_equal(job.edge_at[1], 1015);
    record_at(&share, 1004);
    assert_int_equal(job.edges_taken, 0);
    record_at(&share, 1005);
    assert_int_equal(job.edges_taken, 1);
    record_at(&share, 1015);
    assert_int_equal(job.edges_taken, 2);
    assert_int_equal(job.edge_at[0], 1005);
}

/* One sample may reach both edges: a request that took the whole window. */
static void late_sample_takes_one_edge(void **unused)
{
    struct job job = new_job();
    struct share share;

    (void)unused;
    job.edge_at[0] = 10;
    job.edge_at[1] = 20;
    atomic_store(&job.next_edge, 10);
    share_begin(&share, &job, 0, 1);
    record_at(&share, 25);
    assert_int_equal(job.edges_taken, 1);
    record_at(&share, 25);
    assert_int_equal(job.edges_taken, 2);
}

/* Workers that meet at the first edge, again and again. */
enum { RACERS = 3, RACES = 3000 };

struct race {
    struct job job;
    atomic_int waiting, start;
    atomic_int early; /* second edges taken before their time */
};

static void meet(struct race *r)
{
    int round = atomic_load(&r->start);

    if (atomic_fetch_add(&r->waiting, 1) == RACERS - 1) {
        if (atomic_load(&r->job.edges_taken) > 1)
            atomic_fetch_add(&r->early, 1);
        atomic_store(&r->job.edges_taken, 0);
        atomic_store(&r->job.next_edge, 10);
        atomic_store(&r->waiting, 0);
        atomic_fetch_add(&r->start, 1);
    }
    while (atomic_load(&r->start) == round)
        sched_yield();
}

static int race_for_edges(struct share *share)
{
    struct race *r =
        (struct race *)((char *)share->job - offsetof(struct race, job));

    for (int i = 0; i < RACES; i++) {
        meet(r);
        record_at(share, 15);
    }
    meet(r);
    return 0;
}

static void second_edge_waits_for_its_time(void **unused)
{
    static struct race r;

    (void)unused;
    r.job = new_job();
    r.job.edge_at[0] = 10;
    r.job.edge_at[1] = 20;
    assert_int_equal(job_serve(&r.job, RACERS, 0, race_for_edges), 0);
    assert_int_equal(r.early, 0);
    assert_int_equal(r.job.edges[1].at, 0);
    assert_int_equal(r.job.edges[0].at, 15);
}

static int run_nothing(struct job *job)
{
    job_uses(job, "%d of %s", 3, "all");
    return -EXDEV;
}

static void run_sets_the_times(void **unused)
{
    const struct backend backend = {.name = "nothing", .run = run_nothing};
    struct job job = new_job();

    (void)unused;
    job.warmup_ns = 5;
    job.window_ns = 7;
    assert_int_equal(job_run(&job, &backend), -EXDEV);
    assert_int_equal(job.started, 15);
    assert_int_equal(job.ended, 15);
    assert_int_equal(job.edge_at[0], 20);
    assert_int_equal(job.edge_at[1], 27);
    assert_int_equal(job.next_edge, 20);
    assert_string_equal(job.uses, "3 of all");
    job.window_ns = CLOCK_NEVER;
    job_run(&job, &backend);
    assert_true(job.edge_at[1] == CLOCK_NEVER);
}

/* As a library writes to a connection that has been reset. */
static int run_writing(struct job *job)
{
    int ends[2], result;

    (void)job;
    if (pipe(ends) < 0)
        return -errno;
    close(ends[0]);
    result = write(ends[1], "", 1) < 0 ? -errno : 0;
    close(ends[1]);
    return result;
}

static void run_survives_a_peer_that_is_gone(void **unused)
{
    const struct backend backend = {.name = "writing", .run = run_writing};
    struct job job = new_job();

    (void)unused;
    signal(SIGPIPE, SIG_DFL);
    assert_int_equal(job_run(&job, &backend), -EPIPE);
    assert_true(signal(SIGPIPE, SIG_DFL) == SIG_DFL); /* as it was */
}

static void long_words_are_cut(void **unused)
{
    struct job job = new_job();

    (void)unused;
    job_uses(&job, "%0500d", 1);
    assert_int_equal(strlen(job.uses), sizeof job.uses - 1);
}

static int note_thread(struct share *share)
{
    pthread_t *threads = share->job->observer.data;

    threads[share->index] = pthread_self();
    return 0;
}

static void one_worker_needs_no_thread(void **unused)
{
    pthread_t threads[3];
    struct job job = new_job();

    (void)unused;
    job.observer.data = threads;
    assert_int_equal(job_serve(&job, 1, 0, note_thread), 0);
    assert_true(pthread_equal(threads[0], pthread_self()));
    assert_int_equal(job_serve(&job, 3, 0, note_thread), 0);
    for (int i = 0; i < 3; i++)
        assert_false(pthread_equal(threads[i], pthread_self()));
}

/* Half a megabyte of frames, for which the stack was asked. */
static int use_stack(struct share *share)
{
    volatile char frames[512 * 1024];

    for (size_t i = 0; i < sizeof frames; i += 512)
        frames[i] = (char)share->index;
    return frames[512] == (char)share->index ? 0 : -EFAULT;
}

static void stacks_have_the_size_asked_for(void **unused)
{
    struct job job = new_job();

    (void)unused;
    assert_int_equal(job_serve(&job, 2, 2 << 20, use_stack), 0);
}

/* Worker 1 fails; the others go on until there is nothing to take. */
static int fail_in_one(struct share *share)
{
    uint32_t number;

    share_connected(share, true);
    if (share->index == 1)
        return -EPROTOTYPE;
    while (share_take(share, 15, &number))
        sched_yield();
    return 0;
}

static void failing_worker_stops_all(void **unused)
{
    struct job job = new_job();
    int threads = process_threads(INT_MAX);

    (void)unused;
    assert_int_equal(job_serve(&job, 4, 0, fail_in_one), -EPROTOTYPE);
    assert_int_equal(job.stop_reason, JOB_ASKED);
    assert_int_equal(job.totals.opened, 4);
    assert_int_equal(process_threads(threads), threads);
}

static int fail_at_once(struct share *share)
{
    (void)share;
    return -ENOLINK;
}

static void failing_single_worker_is_reported(void **unused)
{
    struct job job = new_job();

    (void)unused;
    assert_int_equal(job_serve(&job, 1, 0, fail_at_once), -ENOLINK);
    assert_int_equal(job.stop_reason, JOB_ASKED);
}

static void impossible_stacks_are_an_error(void **unused)
{
    struct job job = new_job();
    int threads = process_threads(INT_MAX);

    (void)unused;
    assert_int_equal(job_serve(&job, 2, 1, record_all), -EINVAL);
    assert_int_equal(job.totals.ok, 0);
    assert_int_equal(job.stop_reason, JOB_ASKED);
    job = new_job();
    assert_int_equal(job_serve(&job, 2, (size_t)1 << 50, record_all), -EAGAIN);
    assert_int_equal(job.totals.ok, 0);
    assert_int_equal(job.stop_reason, JOB_ASKED);
    assert_int_equal(process_threads(threads), threads);
}

static void *nothing(void *data)
{
    return data;
}

/* How many threads more there may be; 0 when that cannot be limited. */
static int allow_threads(int more)
{
    struct rlimit limit = {0, RLIM_INFINITY};
    int threads = process_threads(INT_MAX), error = EAGAIN;
    pthread_t thread;

    /* The limit is for a user, and does not bind root. */
    if (getuid() == 0 && setuid(65534) < 0)
        return 0;
    if (getrlimit(RLIMIT_NPROC, &limit) < 0)
        return 0;
    for (limit.rlim_cur = 1; error == EAGAIN && limit.rlim_cur < 5000;
         limit.rlim_cur++) {
        if (setrlimit(RLIMIT_NPROC, &limit) < 0)
            return 0;
        error = pthread_create(&thread, NULL, nothing, NULL);
    }
    if (error != 0)
        return 0;
    pthread_join(thread, NULL);
    if (process_threads(threads) != threads)
        return 0;
    limit.rlim_cur += (rlim_t)more - 2;
    return setrlimit(RLIMIT_NPROC, &limit) < 0 ? 0 : more;
}

struct scarce {
    int allowed, result, stop_reason, started, threads, threads_after;
};

/* Endless, but for a job that is stopped. */
static int count_and_wait(struct share *share)
{
    uint32_t number;

    share_connected(share, true);
    while (share_take(share, 15, &number))
        sched_yield();
    return 0;
}

static void serve_with_few_threads(void *data)
{
    struct scarce *s = data;
    struct job job = new_job();

    s->allowed = allow_threads(3);
    if (s->allowed == 0)
        return;
    s->threads = process_threads(INT_MAX);
    s->result = job_serve(&job, 8, 0, count_and_wait);
    s->stop_reason = job.stop_reason;
    s->started = (int)job.totals.opened;
    s->threads_after = process_threads(s->threads);
}

static void too_few_threads_are_an_error(void **unused)
{
    struct scarce *s = shared_make(sizeof *s);

    (void)unused;
    assert_non_null(s);
    assert_int_equal(process_run(serve_with_few_threads, s, 20), 0);
    if (s->allowed == 0) {
        print_message("the number of threads cannot be limited here\n");
        skip();
    }
    assert_int_equal(s->result, -EAGAIN);
    assert_int_equal(s->stop_reason, JOB_ASKED);
    assert_int_equal(s->started, 0); /* three were there, and did nothing */
    assert_int_equal(s->threads_after, s->threads);
    shared_free(s, sizeof *s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_job_has_no_limits),
        cmocka_unit_test(first_reason_to_stop_stays),
        cmocka_unit_test(failures_are_limited),
        cmocka_unit_test(connections_are_counted),
        cmocka_unit_test(slots_are_claimed_once),
        cmocka_unit_test(no_room_stops_the_job),
        cmocka_unit_test(no_room_stops_all_workers),
        cmocka_unit_test(edges_are_taken_once),
        cmocka_unit_test(idle_connections_delay_the_edges),
        cmocka_unit_test(late_sample_takes_one_edge),
        cmocka_unit_test(second_edge_waits_for_its_time),
        cmocka_unit_test(run_sets_the_times),
        cmocka_unit_test(run_survives_a_peer_that_is_gone),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(one_worker_needs_no_thread),
        cmocka_unit_test(stacks_have_the_size_asked_for),
        cmocka_unit_test(failing_worker_stops_all),
        cmocka_unit_test(failing_single_worker_is_reported),
        cmocka_unit_test(impossible_stacks_are_an_error),
        cmocka_unit_test(too_few_threads_are_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
