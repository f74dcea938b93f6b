#include "tests/support_trial.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/sanitizer.h"
#include "harness/conn.h"
#include "tests/support_process.h"

/* A trial that takes longer hangs. */
#define LIMIT_S 30

/* Threads that may be left: in a child, TSan has two of its own. */
#if defined(SANITIZER_THREAD)
#define THREADS 3

/* libuv closes descriptors by system calls that TSan does not see, and so
 * takes another thread's new descriptor of that number for the old one. */
const char *__tsan_default_suppressions(void);

const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libuv.so\n";
}

#else
#define THREADS 1
#endif

struct trial trial_of(const struct backend *backend,
                      const struct target *target, int connections,
                      uint64_t requests)
{
    struct trial t = {.backend = backend};

    job_init(&t.job);
    t.job.targets = target;
    t.job.target_count = 1;
    t.job.connections = connections;
    t.job.requests = requests;
    t.job.timeout_ns = 10 * CLOCK_S;
    return t;
}

/* What an observer of the child knows. */
struct watch {
    struct job *job;
    uint64_t stop_after;
    _Atomic uint64_t done;
    int descriptors; /* open while a request is under way */
};

static void stop_in_time(void *data, const struct sample *sample)
{
    struct watch *w = data;

    (void)sample;
    if (atomic_fetch_add(&w->done, 1) + 1 == w->stop_after)
        job_stop(w->job, JOB_ASKED);
}

static void count_descriptors(void *data, const struct sample *sample)
{
    struct watch *w = data;

    (void)sample;
    w->descriptors = process_descriptors();
}

/* Some libraries open descriptors for the process's life when they are first
 * used (libuv: a pipe for signals). So each backend runs once without any
 * request, which must work as well. */
static int run_idle(const struct trial *t)
{
    struct job job = t->job;

    job.requests = 0;
    return job_run(&job, t->backend);
}

/* Descriptors that a loop has, besides its one connection. A worker process
 * has none but the pipe to an observer, and that is asked for here only. */
static int own_descriptors(const struct trial *t)
{
    int before = process_descriptors();
    struct job job = t->job;
    struct watch watch = {.descriptors = before};

    job.connections = job.threads = 1;
    job.requests = 1;
    job.observer =
        (struct observer){.on_done = count_descriptors, .data = &watch};
    job_run(&job, t->backend);
    return watch.descriptors - before - 1;
}

/* Lower the limit; the old one is returned. */
static struct rlimit limit_descriptors(const struct trial *t)
{
    struct rlimit old, limited;
    int own = own_descriptors(t), highest = process_highest_descriptor(), next;

    getrlimit(RLIMIT_NOFILE, &old);
    limited = old;
    /* The limit is for numbers, so none below may be free. */
    do
        next = open("/dev/null", O_RDONLY);
    while (next < highest);
    close(next);
    limited.rlim_cur = (rlim_t)next;
    if (t->room != ROOM_NOT_FOR_THE_LOOP)
        limited.rlim_cur += (rlim_t)(own + (t->room == ROOM_FOR_ONE));
    setrlimit(RLIMIT_NOFILE, &limited);
    return old;
}

static void hear(int signal_number)
{
    (void)signal_number;
}

struct pinger {
    pid_t target;
    unsigned us;
};

static void ping(void *data)
{
    const struct pinger *p = data;

    for (;;) {
        clock_sleep_until(clock_now() + p->us * CLOCK_US);
        kill(p->target, SIGUSR1);
    }
}

/* A handler without SA_RESTART, so that calls end with EINTR. */
static pid_t start_signals(unsigned us)
{
    struct sigaction action = {.sa_handler = hear};
    struct pinger pinger = {getpid(), us};

    sigaction(SIGUSR1, &action, NULL);
    return process_start(ping, &pinger, LIMIT_S);
}

static uint64_t cpu_now(void)
{
    struct usage usage, children;

    meter_self(&usage);
    meter_children(&children);
    meter_add(&usage, &children);
    return usage.cpu_user_ns + usage.cpu_sys_ns;
}

static void run_measured(struct outcome *o)
{
    uint64_t cpu = cpu_now(), start = clock_now();

    o->result = job_run(&o->job, o->trial.backend);
    o->elapsed_ns = clock_now() - start;
    o->cpu_ns = cpu_now() - cpu;
}

static int compare_numbers(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

/* Slots that were used, in the order of their requests. */
static void tidy_samples(struct outcome *o)
{
    for (size_t i = 0; i < OUTCOME_SAMPLES; i++)
        if (o->samples[i].done != 0)
            o->samples[o->sample_count++] = o->samples[i];
    qsort(o->samples, o->sample_count, sizeof *o->samples, compare_numbers);
}

/* In the child. */
static void run_trial(void *data)
{
    struct outcome *o = data;
    const struct trial *t = &o->trial;
    struct watch watch = {.job = &o->job, .stop_after = t->stop_after};
    struct rlimit limit;
    pid_t pinger = 0;
    int descriptors;

    o->idle_result = run_idle(t);
    descriptors = process_descriptors();
    o->job.samples = o->samples;
    o->job.sample_count = OUTCOME_SAMPLES;
    if (t->stop_after > 0)
        o->job.observer =
            (struct observer){.on_done = stop_in_time, .data = &watch};
    if (t->signal_us > 0)
        pinger = start_signals(t->signal_us);
    if (t->room != ROOM_ENOUGH) {
        limit = limit_descriptors(t);
        descriptors = process_descriptors();
    }
    run_measured(o);
    o->descriptors_lost = process_descriptors() - descriptors;
    if (t->room != ROOM_ENOUGH)
        setrlimit(RLIMIT_NOFILE, &limit);
    if (pinger > 0)
        process_end(pinger);
    o->threads_lost = process_threads(THREADS) - THREADS;
    tidy_samples(o);
}

struct outcome *outcome_of(const struct trial *t)
{
    struct outcome *o = process_share(sizeof *o);

    assert_non_null(o);
    o->trial = *t;
    o->job = t->job;
    o->status = process_run(run_trial, o, LIMIT_S);
    return o;
}

void outcome_free(struct outcome *o)
{
    process_unshare(o, sizeof *o);
}

static void describe(const struct outcome *o)
{
    const struct job *job = &o->job;

    print_error("%s, %d threads, %d connections: status 0x%x, result %d, "
                "ok %" PRIu64 ", failed %" PRIu64 ", opened %" PRIu64
                ", retried %" PRIu64 ", %zu samples, %" PRIu64 " us\n",
                o->trial.backend->name, job->threads, job->connections,
                (unsigned)o->status, o->result, job->totals.ok,
                job->totals.failed, job->totals.opened, job->totals.retried,
                o->sample_count, o->elapsed_ns / CLOCK_US);
    for (size_t i = 0; i < o->sample_count && i < 12; i++)
        print_error("  request %u: %s, status %d, %" PRIu64
                    " bytes, after %" PRIu64 " us\n",
                    (unsigned)o->samples[i].number,
                    o->samples[i].error ? conn_error(o->samples[i].error)
                                        : "ok",
                    o->samples[i].status, o->samples[i].bytes,
                    (o->samples[i].done - o->samples[i].start) / CLOCK_US);
}

void outcome_expect(const struct outcome *o, const char *what, uint64_t is,
                    uint64_t low, uint64_t high)
{
    if (is >= low && is <= high)
        return;
    describe(o);
    fail_msg("%s: %" PRId64 ", not %" PRId64 "..%" PRId64, what, (int64_t)is,
             (int64_t)low, (int64_t)high);
}

static void expect(const struct outcome *o, const char *what, bool is)
{
    outcome_expect(o, what, is, true, true);
}

static void expect_sample(const struct outcome *o, const struct sample *s)
{
    expect(o, "it starts when it is due", s->start >= s->due);
    expect(o, "it ends after its start", s->done >= s->start);
    expect(o, "its first byte comes between",
           s->first == 0 || (s->first >= s->start && s->first <= s->done));
    if (s->error == 0)
        expect(o, "a good one has a status and a first byte",
               s->status >= 200 && s->first > 0);
}

void outcome_expect_sound(const struct outcome *o)
{
    uint64_t failed = 0, bytes = 0;

    outcome_expect(o, "status of the process", (uint64_t)o->status, 0, 0);
    expect(o, "a run without requests succeeds", o->idle_result == 0);
    expect(o, "the run succeeds", o->result == 0);
    expect(o, "descriptors lost", o->descriptors_lost == 0);
    expect(o, "threads lost", o->threads_lost <= 0);
    expect(o, "connections are closed", o->job.connected == 0);
    expect(o, "no more connections than asked for",
           o->job.connected_most <= o->job.connections);
    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        outcome_expect(o, "number of the sample", s->number, i, i);
        expect_sample(o, s);
        failed += s->error != 0;
        bytes += s->error == 0 ? s->bytes : 0;
    }
    outcome_expect(o, "failed", o->job.totals.failed, failed, failed);
    outcome_expect(o, "ok", o->job.totals.ok, o->sample_count - failed,
                   o->sample_count - failed);
    outcome_expect(o, "body bytes", o->job.totals.body_bytes, bytes, bytes);
}

void outcome_expect_all(const struct outcome *o, int error, int status)
{
    for (size_t i = 0; i < o->sample_count; i++) {
        outcome_expect(o, "errno", (uint64_t)o->samples[i].error,
                       (uint64_t)error, (uint64_t)error);
        outcome_expect(o, "status", (uint64_t)o->samples[i].status,
                       (uint64_t)status, (uint64_t)status);
    }
}

void outcome_expect_alike(const struct outcome *o, uint64_t count, int error,
                          int status)
{
    outcome_expect_sound(o);
    outcome_expect(o, "requests", o->sample_count, count, count);
    outcome_expect_all(o, error, status);
}

void outcome_expect_idle(const struct outcome *o)
{
    expect(o, "it waits 100 ms or more", o->elapsed_ns >= 100 * CLOCK_MS);
#if !defined(SANITIZER_THREAD)
    outcome_expect(o, "CPU time, us", o->cpu_ns / CLOCK_US, 0,
                   o->elapsed_ns / 2 / CLOCK_US);
#endif
}
