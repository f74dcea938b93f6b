#include "check_trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"
#include "backends/sanitizer.h"
#include "check.h"
#include "check_process.h"
#include "platform.h"
#include "shared.h"

/* Threads that may be left: in a child, TSan has two of its own. */
#if defined(SANITIZER_THREAD)
#define THREADS 3
#else
#define THREADS 1
#endif

/* Batches until a library has all it keeps for the process's life. */
#define WARM_UP 3

struct trial trial_of(struct check *check, const struct target *target,
                      int connections, uint64_t requests)
{
    struct trial t = {.check = check, .backend = check->backend};

    job_init(&t.job);
    t.job.targets = target;
    t.job.target_count = 1;
    t.job.connections = connections;
    t.job.requests = requests;
    t.job.timeout_ns = 10 * CLOCK_S;
    return t;
}

static void stop_in_time(void *data, const struct sample *sample)
{
    struct trial_watch *w = data;

    (void)sample;
    if (atomic_fetch_add(&w->done, 1) + 1 == w->stop_after)
        job_stop(w->job, JOB_ASKED);
}

static void count_descriptors(void *data, const struct sample *sample)
{
    struct trial_watch *w = data;

    (void)sample;
    atomic_store(&w->descriptors, process_descriptors());
}

/* Some libraries open descriptors for the process's life when they are first
 * used (libuv: a pipe for signals). So each backend runs once without any
 * request, which must work as well. */
static int run_idle(struct outcome *o)
{
    o->other = o->trial.job;
    o->other.requests = 0;
    return job_run(&o->other, o->trial.backend);
}

/* What a library puts away in threads of its own, after the close, is away
 * when those have ended. */
static int settled_descriptors(void)
{
    process_threads(THREADS);
    return process_descriptors();
}

/* Descriptors that a loop has, besides its one connection. A worker process
 * has none but the pipe to an observer, and that is asked for here only. */
static int own_descriptors(struct outcome *o)
{
    int before = settled_descriptors();

    atomic_store(&o->watch.descriptors, before);
    o->other = o->trial.job;
    o->other.connections = o->other.threads = 1;
    o->other.requests = 1;
    o->other.observer =
        (struct observer){.on_done = count_descriptors, .data = &o->watch};
    job_run(&o->other, o->trial.backend);
    settled_descriptors();
    return atomic_load(&o->watch.descriptors) - before - 1;
}

/* Lower the limit; the old one is returned. */
static struct rlimit limit_descriptors(struct outcome *o)
{
    enum room room = o->trial.room;
    struct rlimit old, limited;
    int own = own_descriptors(o), highest = process_highest_descriptor(), next;

    getrlimit(RLIMIT_NOFILE, &old);
    limited = old;
    /* The limit is for numbers, so none below may be free. */
    do
        next = open("/dev/null", O_RDONLY);
    while (next < highest);
    close(next);
    limited.rlim_cur = (rlim_t)next;
    if (room != ROOM_NOT_FOR_THE_LOOP)
        limited.rlim_cur += (rlim_t)(own + (room == ROOM_FOR_ONE));
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
static pid_t start_signals(const struct trial *t)
{
    struct sigaction action = {.sa_handler = hear};
    struct pinger pinger = {getpid(), t->signal_us};

    sigaction(SIGUSR1, &action, NULL);
    return process_start(ping, &pinger, t->check->patience_s);
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
    size_t claimed = atomic_load(&o->job.samples_claimed);

    for (size_t i = 0; i < claimed && i < OUTCOME_SAMPLES; i++)
        if (o->samples[i].done != 0)
            o->samples[o->sample_count++] = o->samples[i];
    qsort(o->samples, o->sample_count, sizeof *o->samples, compare_numbers);
}

static void prepare_job(struct outcome *o)
{
    if (!o->trial.no_samples) {
        o->job.samples = o->samples;
        o->job.sample_count = OUTCOME_SAMPLES;
    }
    o->watch.job = &o->job;
    o->watch.stop_after = o->trial.stop_after;
    if (o->trial.stop_after > 0)
        o->job.observer =
            (struct observer){.on_done = stop_in_time, .data = &o->watch};
}

/* What is in use after each batch, from the last of the warm-up on. */
static void run_batches(struct outcome *o)
{
    for (int batch = -WARM_UP; batch <= TRIAL_BATCHES; batch++) {
        for (int i = 0; i < o->trial.repeats; i++) {
            o->other = o->trial.job;
            job_run(&o->other, o->trial.backend);
        }
        if (batch < 0)
            continue;
        o->heap[batch] = process_heap();
        o->resident[batch] = process_resident();
    }
}

/* In the child. */
static void run_trial(void *data)
{
    struct outcome *o = data;
    const struct trial *t = &o->trial;
    struct rlimit limit;
    pid_t pinger = 0;
    int descriptors;

    o->idle_result = run_idle(o);
    descriptors = settled_descriptors();
    prepare_job(o);
    if (t->repeats > 0)
        run_batches(o);
    if (t->signal_us > 0)
        pinger = start_signals(t);
    if (t->room != ROOM_ENOUGH) {
        limit = limit_descriptors(o);
        descriptors = process_descriptors();
    }
    run_measured(o);
    if (t->room != ROOM_ENOUGH)
        setrlimit(RLIMIT_NOFILE, &limit);
    o->descriptors_lost = settled_descriptors() - descriptors;
    if (pinger > 0)
        process_end(pinger);
    o->threads_lost = process_threads(THREADS) - THREADS;
    o->children_lost = process_has_children();
    tidy_samples(o);
}

/* Connections open and close, requests are begun. */
static uint64_t how_far(const void *data)
{
    const struct outcome *o = data;

    return atomic_load(&o->job.next_number) +
           (uint64_t)atomic_load(&o->job.connected);
}

struct outcome *outcome_of(const struct trial *t)
{
    struct network_losses before, after;
    struct outcome *o = shared_make(sizeof *o);

    if (!o) {
        check_skip(t->check, "no memory for what comes of it");
        return NULL;
    }
    o->trial = *t;
    o->job = t->job;
    network_losses_read(&before);
    o->status = t->large ? process_run_watched(run_trial, o,
                                               t->check->patience_s, how_far)
                         : process_run(run_trial, o, t->check->patience_s);
    network_losses_read(&after);
    network_losses_subtract(&after, &before);
    o->turned_away = after.listen_overflows;
    if (WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGALRM)
        t->check->result->hung = true;
    return o;
}

void outcome_free(struct outcome *o)
{
    shared_free(o, sizeof *o);
}
