#include <inttypes.h>
#include <stdio.h>

#include "backend.h"
#include "clock.h"
#include "run.h"

static void print_backends(const struct run *run, FILE *file)
{
    const struct backend *reference = run->plan_order.reference;
    int column = fprintf(file, "backends ");

    for (size_t i = 0; i < run->plan_order.backend_count; i++) {
        bool last = i + 1 == run->plan_order.backend_count;

        if (column > 66)
            column = fprintf(file, "\n         ") - 1;
        column +=
            fprintf(file, " %s%s", run->backends[i]->name, last ? "" : ",");
    }
    fprintf(file,
            "\nreference %s; it runs a second time in each block, as its "
            "own twin\n",
            reference->name);
    for (size_t i = 0; i < run->row_count; i++)
        if (run->rows[i].reason)
            fprintf(file, "cannot run %s: %s\n", run->rows[i].backend->name,
                    run->rows[i].reason);
    for (size_t i = 0; i < run->row_count; i++)
        if (*run->rows[i].left_out)
            fprintf(file, "left out  %s: %s\n", run->rows[i].backend->name,
                    run->rows[i].left_out);
    fprintf(file, "check     %s\n",
            *run->check_words ? run->check_words
                              : "before the first round of the run");
}

/* A row that cannot take the connections of a point has no rounds there. */
static void print_walls(const struct run *run, const struct scenario *s,
                        FILE *file)
{
    char text[WALL_TEXT_MAX];

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        for (size_t k = 0;
             p->scenario == s && k < run->plan_order.backend_count; k++)
            if (plan_takes(s, run->backends[k]) &&
                plan_walled(&run->plan_order, p, run->backends[k], text))
                fprintf(file, "          %d connections without %s: %s\n",
                        p->connections, run->backends[k]->name, text);
    }
}

/* Numbers of the points, and what a round is. */
static void print_scenario(const struct run *run, const struct run_scenario *s,
                           FILE *file)
{
    const struct plan_point *point = NULL;

    fprintf(file, "scenario  %s: ", s->scenario.name);
    if (s->reason) {
        fprintf(file, "not run: %s\n", s->reason);
        return;
    }
    for (size_t i = 0; i < run->plan.point_count; i++) {
        if (run->plan.points[i].scenario != &s->scenario)
            continue;
        fprintf(file, "%s%d", point ? ", " : "",
                run->plan.points[i].connections);
        point = &run->plan.points[i];
    }
    fputs(" connections, ", file);
    if (s->scenario.mode == SCENARIO_BATCH)
        fprintf(file, "%" PRIu64 " requests a command, timed by hyperfine %s\n",
                s->scenario.requests, run->hyperfine_version);
    else
        fprintf(file, "warm-up %.0f ms, window %.0f ms\n",
                point ? (double)point->warmup_ns / 1e6 : 0.0,
                point ? (double)point->window_ns / 1e6 : 0.0);
    print_walls(run, &s->scenario, file);
}

static void print_cpus(const char *who, const struct cpu_list *list, FILE *file)
{
    fprintf(file, ", %s on CPU ", who);
    for (int i = 0; i < list->count; i++)
        fprintf(file, "%s%d", i ? "," : "", list->cpus[i]);
}

static void print_place(const struct run *run, FILE *file)
{
    const struct placement *p = &run->placement;

    fprintf(file, "placement %s", placement_name(p->mode));
    if (p->client.count > 0)
        print_cpus("client", &p->client, file);
    if (p->server.count > 0 && !run->order->target)
        print_cpus("server", &p->server, file);
    fprintf(file, " (%s)\n", p->reason);
    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (run_shares_cpu(run, run->backends[i]))
            fprintf(file,
                    "warning   %s: a thread of the kernel's spins for it and "
                    "has no CPU of its own\n",
                    run->backends[i]->name);
    fprintf(file, "network   %s (%s)\n",
            run->namespaces ? "a namespace of its own for each round"
                            : "the machine's",
            run->network_reason);
    if (run->order->target)
        fprintf(file, "target    %s, %" PRIu64 " bytes of body\n",
                run->order->target, run->remote.expected.length);
}

/* "2 min 20 s" */
static void print_duration(uint64_t ns, FILE *file)
{
    uint64_t s = (ns + CLOCK_S - 1) / CLOCK_S;

    if (s >= 60)
        fprintf(file, "%" PRIu64 " min ", s / 60);
    fprintf(file, "%" PRIu64 " s", s % 60);
}

void run_print_plan(const struct run *run, FILE *file)
{
    const struct plan_order *order = &run->plan_order;

    fprintf(file,
            "profile   %s: %d blocks in random order, seed 0x%016" PRIx64 "\n",
            order->profile->name, order->blocks, order->seed);
    print_backends(run, file);
    for (size_t i = 0; i < run->scenario_count; i++)
        print_scenario(run, &run->scenarios[i], file);
    print_place(run, file);
    fprintf(file, "rounds    %zu, in about ", run->plan.round_count);
    print_duration(plan_expected(&run->plan), file);
    fputc('\n', file);
}
