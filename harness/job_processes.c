/*
 * All processes are forked before any of them works, as threads are. What
 * holds them back is a signal that they have blocked and wait for: it needs no
 * descriptor, of which a job may have used all.
 */
#include "job_processes.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "job.h"
#include "lifeline.h"
#include "relay.h"
#include "share.h"
#include "shared.h"

#define GO SIGUSR1

/* Seconds in which all have been forked. */
enum { START_S = 60 };

/* What a worker leaves, in shared memory. */
struct left {
    struct totals totals;
    struct usage usage[2]; /* at the edges */
    int result;
};

/* The same in the parent and, as a copy of their own, in all workers. */
struct crew {
    struct job *job;   /* in shared memory */
    struct job *asked; /* the caller's; may be the same */
    int (*serve)(struct share *);
    struct observer observer; /* the caller's */
    struct relay relay;       /* open when there is an observer */
    struct left *left;
    pid_t *pids;
    int count, started;
    pid_t parent;
    sigset_t signals; /* the caller's mask */

    /* in a worker */
    int index;
    int noted;     /* edges */
    bool is_alone; /* nothing ends it with its parent: it has to look */
};

static void note_usage(struct crew *crew)
{
    meter_self(&crew->left[crew->index].usage[crew->noted++]);
}

/* In a worker, for each request that ends. */
static void on_done(void *data, const struct sample *sample)
{
    struct crew *crew = data;
    struct job *job = crew->job;

    while (crew->noted < 2 && sample->done >= job->edge_at[crew->noted])
        note_usage(crew);
    if (crew->is_alone && getppid() != crew->parent)
        _exit(0);
    if (crew->relay.to_write >= 0 && relay_sample(&crew->relay, sample) < 0)
        job_stop(job, JOB_ASKED);
}

static void on_body(void *data, uint32_t number, const char *bytes, size_t n)
{
    struct crew *crew = data;

    if (relay_body(&crew->relay, number, bytes, n) < 0)
        job_stop(crew->job, JOB_ASKED);
}

static void wait_for_go(const struct crew *crew)
{
    sigset_t go;
    int signal;

    sigemptyset(&go);
    sigaddset(&go, GO);
    if (crew->is_alone)
        alarm(START_S); /* the parent may be gone */
    while (sigwait(&go, &signal) != 0)
        continue;
    alarm(0);
    sigprocmask(SIG_SETMASK, &crew->signals, NULL);
}

/* The life of a worker. Nothing of the parent's is flushed or released. */
static void work(struct crew *crew, int index)
{
    struct left *left = &crew->left[index];
    struct share share;

    crew->index = index;
    crew->is_alone = lifeline_bind((int)crew->parent) < 0;
    relay_close_reader(&crew->relay);
    wait_for_go(crew);
    share_begin(&share, crew->job, index, crew->count);
    left->result = crew->serve(&share);
    if (left->result < 0)
        job_stop(crew->job, JOB_ASKED);
    while (crew->noted < 2)
        note_usage(crew);
    left->totals = share.totals;
    _exit(0);
}

/* 0 or -errno. Without all of them none does any work. */
static int start(struct crew *crew)
{
    int error = 0;
    sigset_t go;

    sigemptyset(&go);
    sigaddset(&go, GO);
    pthread_sigmask(SIG_BLOCK, &go, &crew->signals);
    while (crew->started < crew->count && error == 0) {
        pid_t pid = fork();

        if (pid == 0)
            work(crew, crew->started);
        if (pid < 0)
            error = -errno;
        else
            crew->pids[crew->started++] = pid;
    }
    if (error < 0)
        job_stop(crew->job, JOB_ASKED);
    atomic_store(&crew->asked->processes, crew->started);
    for (int i = 0; i < crew->started; i++)
        kill(crew->pids[i], GO);
    pthread_sigmask(SIG_SETMASK, &crew->signals, NULL);
    relay_close_writer(&crew->relay);
    return error;
}

/* What goes on in the job, between the two of them. */
static void pass_on(const struct crew *crew)
{
    struct job *job = crew->job, *asked = crew->asked;
    int reason = atomic_load(&asked->stop_reason);

    if (job == asked)
        return;
    if (reason != JOB_RUNS)
        job_stop(job, (enum job_stop)reason);
    atomic_store(&asked->connected_most, atomic_load(&job->connected_most));
}

/* Tell the observer until all workers have ended. 0 or -errno. */
static int observe(struct crew *crew)
{
    int n;

    do {
        n = relay_receive(&crew->relay, &crew->observer);
        pass_on(crew);
    } while (n > 0 || n == -EINTR);
    relay_close_reader(&crew->relay);
    return n;
}

/* How worker `index` has ended: 0 or -errno. */
static int join(struct crew *crew, int index)
{
    struct job *job = crew->job;
    char how[96];
    int status;

    while (waitpid(crew->pids[index], &status, 0) < 0) {
        if (errno != EINTR)
            return -errno;
        pass_on(crew);
    }
    if (status == 0)
        return crew->left[index].result;
    child_describe(status, how, sizeof how);
    job_explain(job, "worker process %d of %d %s", index + 1, crew->count, how);
    job_stop(job, JOB_ASKED);
    return -ECHILD;
}

static void add_up(const struct crew *crew)
{
    struct job *job = crew->job;

    for (int e = 0; e < 2; e++)
        memset(&job->edges[e].client, 0, sizeof job->edges[e].client);
    for (int i = 0; i < crew->started; i++) {
        totals_add(&job->totals, &crew->left[i].totals);
        for (int e = 0; e < 2; e++)
            meter_add(&job->edges[e].client, &crew->left[i].usage[e]);
    }
}

static int serve_all(struct crew *crew)
{
    struct job *job = crew->job;
    const struct observer *o = &crew->observer;
    int error = 0, result;

    crew->observer = job->observer;
    crew->relay.to_read = crew->relay.to_write = -1;
    if (o->on_done || o->on_body)
        error = relay_open(&crew->relay);
    if (error < 0)
        return error;
    job->observer =
        (struct observer){on_done, o->on_body ? on_body : NULL, crew};
    error = start(crew);
    if (crew->relay.to_read >= 0) {
        result = observe(crew);
        error = error < 0 ? error : result;
    }
    for (int i = 0; i < crew->started; i++) {
        result = join(crew, i);
        error = error < 0 ? error : result;
    }
    atomic_store(&crew->asked->processes, 0);
    job->observer = *o;
    add_up(crew);
    return error;
}

/* A job in memory of its own is served as a copy in shared memory. */
static int serve_copy(struct crew *crew)
{
    struct job *asked = crew->asked;
    struct sample *samples = asked->samples;
    size_t bytes = samples ? asked->sample_count * sizeof *samples : 0;
    struct job *copy = shared_make(sizeof *copy);
    int result = -ENOMEM;

    if (copy) {
        *copy = *asked;
        copy->samples = bytes > 0 ? shared_make(bytes) : NULL;
    }
    if (copy && (copy->samples || bytes == 0)) {
        crew->job = copy;
        result = serve_all(crew);
        if (bytes > 0)
            memcpy(samples, copy->samples, bytes);
        shared_free(copy->samples, bytes);
        *asked = *copy;
        asked->samples = samples;
    }
    shared_free(copy, sizeof *copy);
    return result;
}

int job_serve_processes(struct job *job, int workers,
                        int (*serve)(struct share *))
{
    size_t count = (size_t)workers, bytes = count * sizeof(struct left);
    struct crew *crew = calloc(1, sizeof *crew);
    int result = -ENOMEM;

    if (!crew)
        return -ENOMEM;
    crew->job = crew->asked = job;
    crew->serve = serve;
    crew->count = workers;
    crew->parent = getpid();
    crew->pids = calloc(count, sizeof *crew->pids);
    crew->left = shared_make(bytes);
    if (crew->pids && crew->left)
        result = job->shared ? serve_all(crew) : serve_copy(crew);
    shared_free(crew->left, bytes);
    free(crew->pids);
    free(crew);
    return result;
}
