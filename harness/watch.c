#include "watch.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "affinity.h"
#include "clock.h"
#include "job.h"
#include "meter.h"
#include "record.h"

#define PERIOD CLOCK_MS

/* Worker processes of a client, and the client. */
#define CLIENTS_MAX 1024

static uint64_t add(uint64_t a, uint64_t b)
{
    return a == METER_NONE || b == METER_NONE ? METER_NONE : a + b;
}

static uint64_t used(uint64_t before, uint64_t after)
{
    return before == METER_NONE || after == METER_NONE ? METER_NONE
                                                       : after - before;
}

/* Over all processes of the client. */
static uint64_t sum_clients(const struct watch *w, uint64_t (*of)(int pid))
{
    const struct job *job = w->order.job;
    int pids[CLIENTS_MAX], count;
    uint64_t sum = 0;

    if (atomic_load(&job->processes) == 0)
        return of(w->order.client);
    count = tasks_group(w->order.client, pids, CLIENTS_MAX);
    for (int i = 0; i < count; i++) {
        uint64_t its = of(pids[i]);

        /* One that has ended meanwhile. */
        sum += its == METER_NONE ? 0 : its;
    }
    return count > 0 ? sum : METER_NONE;
}

static uint64_t cpu_of(const struct usage *usage)
{
    return add(usage->cpu_user_ns, usage->cpu_sys_ns);
}

/* A command is known when it has ended and was waited for. */
static void read_client(const struct watch *w, struct watch_edge *edge)
{
    struct usage usage;

    edge->client_tasks_ns = METER_NONE;
    if (w->order.job) {
        edge->client_ns = sum_clients(w, meter_cpu_of);
        if (w->order.tasks)
            edge->client_tasks_ns = sum_clients(w, tasks_cpu);
    } else {
        meter_children(&usage);
        edge->client_ns = cpu_of(&usage);
    }
}

static void reach_edge(struct watch *w)
{
    struct watch_edge *edge = &w->edges[w->reached++];
    int server = w->order.server;
    struct usage usage;

    edge->at = clock_now();
    platform_read(&edge->platform);
    read_client(w, edge);
    edge->server_ns = server ? meter_cpu_of(server) : 0;
    edge->server.count = 0;
    if (server)
        tasks_read(&edge->server, server);
    meter_self(&usage);
    edge->harness_ns = cpu_of(&usage);
}

static void note_sleep(struct watch *w, uint64_t over)
{
    if (over > w->longest_ns)
        w->longest_ns = over;
    w->stalls += over > WATCH_STALL;
}

/* All CPUs but the client's, when there are any. */
static void move_away(const struct cpu_list *from)
{
    struct cpu_list allowed, left = {0};

    if (from->count == 0 || affinity_get(&allowed) < 0)
        return;
    for (int i = 0; i < allowed.count; i++) {
        bool theirs = false;

        for (int k = 0; k < from->count; k++)
            theirs |= from->cpus[k] == allowed.cpus[i];
        if (!theirs)
            left.cpus[left.count++] = allowed.cpus[i];
    }
    if (left.count > 0)
        affinity_set(&left);
}

static void *watch(void *data)
{
    struct watch *w = data;

    move_away(w->order.away_from);
    while (!atomic_load(&w->stop)) {
        uint64_t due = clock_now() + PERIOD;

        clock_sleep_until(due);
        if (w->reached == 1)
            note_sleep(w, clock_now() - due);
        if (w->order.job && w->reached < 2 &&
            atomic_load(&w->order.job->edges_taken) > w->reached)
            reach_edge(w);
    }
    return NULL;
}

static int set_realtime(pthread_attr_t *attr)
{
    struct sched_param param = {.sched_priority =
                                    sched_get_priority_min(SCHED_FIFO)};
    int error = pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED);

    if (error == 0)
        error = pthread_attr_setschedpolicy(attr, SCHED_FIFO);
    return error ? error : pthread_attr_setschedparam(attr, &param);
}

/* 0 or why not as -errno. */
static int start(pthread_t *thread, bool realtime, void *(*body)(void *),
                 void *data)
{
    pthread_attr_t attr;
    int error = pthread_attr_init(&attr);

    if (error != 0)
        return -error;
    if (realtime)
        error = set_realtime(&attr);
    if (error == 0)
        error = pthread_create(thread, &attr, body, data);
    pthread_attr_destroy(&attr);
    return -error;
}

/* Signals are the main thread's. */
static int start_quietly(struct watch *w)
{
    sigset_t all, before;
    int result;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = start(&w->thread, true, watch, w);
    if (result < 0)
        result = start(&w->thread, false, watch, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

void watch_start(struct watch *w, const struct watch_order *order)
{
    memset(w, 0, sizeof *w);
    w->order = *order;
    if (!order->job)
        reach_edge(w);
    w->error = start_quietly(w);
}

/* Ticks are coarse: a sum that is below our own share by them is none. */
static uint64_t others(const struct watch_edge *a, const struct watch_edge *b,
                       uint64_t busy_ns)
{
    uint64_t ours = add(
        add(used(a->client_ns, b->client_ns), used(a->server_ns, b->server_ns)),
        used(a->harness_ns, b->harness_ns));

    if (busy_ns == METER_NONE || ours == METER_NONE)
        return METER_NONE;
    return busy_ns > ours ? busy_ns - ours : 0;
}

static void fill(const struct watch *w, struct record *record)
{
    const struct watch_edge *a = &w->edges[0], *b = &w->edges[1];
    struct platform during = b->platform;

    platform_subtract(&during, &a->platform);
    record->platform.watched_ns = b->at - a->at;
    record->platform.steal_ns = during.steal_ns;
    record->platform.throttled = during.throttled;
    record->platform.throttled_ns = during.throttled_ns;
    record->platform.others_cpu_ns = others(a, b, during.busy_ns);
    record->platform.stall_ns = w->longest_ns;
    record->platform.stalls = w->stalls;
    record->client_tasks_ns = used(a->client_tasks_ns, b->client_tasks_ns);
    record->server_hottest_ns = tasks_hottest(&a->server, &b->server);
}

void watch_stop(struct watch *w, struct record *record)
{
    if (w->error < 0)
        return;
    atomic_store(&w->stop, true);
    pthread_join(w->thread, NULL);
    if (!w->order.job)
        reach_edge(w);
    if (w->reached == 2)
        fill(w, record);
}

static void *nothing(void *data)
{
    return data;
}

void watch_refused(char *reason, size_t size)
{
    pthread_t thread;
    int result = start(&thread, true, nothing, NULL);

    *reason = '\0';
    if (result == 0)
        pthread_join(thread, NULL);
    else
        snprintf(reason, size, "no real-time priority: %s", strerror(-result));
}
