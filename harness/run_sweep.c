/*
 * Lists that end where the machine does: "most" idle connections, "cpus" of
 * threads. They become numbers before the plan is made, and what came of them
 * is told.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "affinity.h"
#include "run.h"

/* The classic sweep ends there; beyond it is another question. */
#define IDLE_MOST 10000

static uint64_t largest(const struct scenario_counts *list)
{
    uint64_t most = 0;

    for (int i = 0; i < list->count; i++)
        if (list->values[i] != SCENARIO_NO_COUNT && list->values[i] > most)
            most = list->values[i];
    return most;
}

/* Take out the word; true: it was there. */
static bool take_word(struct scenario_counts *list)
{
    int kept = 0, count = list->count;

    for (int i = 0; i < count; i++)
        if (list->values[i] != SCENARIO_NO_COUNT)
            list->values[kept++] = list->values[i];
    list->count = kept;
    return kept < count;
}

static void add(struct scenario_counts *list, uint64_t value)
{
    for (int i = 0; i < list->count; i++)
        if (list->values[i] == value)
            return;
    if (list->count < SCENARIO_COUNTS_MAX)
        list->values[list->count++] = value;
}

/* No value beyond `most`. */
static void cut(struct scenario_counts *list, uint64_t most)
{
    int kept = 0;

    for (int i = 0; i < list->count; i++)
        if (list->values[i] <= most)
            list->values[kept++] = list->values[i];
    list->count = kept;
}

static void end_idle(const struct run *run, struct run_scenario *s)
{
    struct scenario_counts *idle = &s->scenario.sweeps[SWEEP_IDLE];
    uint64_t active = largest(&s->scenario.sweeps[SWEEP_CONNECTIONS]);
    uint64_t room = limits_connections(&run->limits);
    uint64_t most = IDLE_MOST;

    if (!take_word(idle))
        return;
    if (room < active + most)
        most = room > active ? room - active : 0;
    cut(idle, most);
    add(idle, most);
    if (most < IDLE_MOST)
        snprintf(s->note, sizeof s->note,
                 "idle connections end at %" PRIu64 " instead of %d: %" PRIu64
                 " descriptors and %" PRIu64 " local ports may be used",
                 most, IDLE_MOST, run->limits.descriptors, run->limits.ports);
}

/* Who serves must not be what limits: with a server on this machine half of
 * the CPUs are its own. */
static void end_threads(const struct run *run, struct run_scenario *s)
{
    struct scenario_counts *threads = &s->scenario.sweeps[SWEEP_THREADS];
    uint64_t conns = largest(&s->scenario.sweeps[SWEEP_CONNECTIONS]), most;
    struct cpu_list cpus = {0};
    uint64_t count;

    if (!take_word(threads))
        return;
    count = affinity_get(&cpus) == 0 ? (uint64_t)cpus.count : 1;
    most = run->order->target ? count : count / 2;
    for (uint64_t n = 1; n <= most || n <= 2; n *= 2)
        if (n <= conns && n <= 256)
            add(threads, n);
    if (most < 2)
        snprintf(s->note, sizeof s->note,
                 "too few CPUs: 2 threads and a server that keeps up with them "
                 "need %d, there %s %" PRIu64 ": requests/s cannot grow here, "
                 "CPU per request shows what threads cost",
                 run->order->target ? 2 : 4, count == 1 ? "is" : "are", count);
}

void run_choose_sweeps(struct run *run)
{
    limits_read(&run->limits);
    for (size_t i = 0; i < run->scenario_count; i++) {
        end_idle(run, &run->scenarios[i]);
        end_threads(run, &run->scenarios[i]);
    }
}

int run_threads_most(const struct run *run)
{
    uint64_t most = 1;

    for (size_t i = 0; i < run->plan_order.scenario_count; i++) {
        uint64_t threads = largest(&run->planned[i]->sweeps[SWEEP_THREADS]);

        most = threads > most ? threads : most;
    }
    return (int)most;
}
