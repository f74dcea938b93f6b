#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "run.h"
#include "run_extra.h"
#include "run_saturation.h"

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

/* A row that has no part in a scenario. */
static void print_refusals(const struct run *run, const struct scenario *s,
                           FILE *file)
{
    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (!plan_takes(s, run->backends[i]))
            fprintf(file, "          without %s: %s\n", run->backends[i]->name,
                    plan_refusal(s, run->backends[i]));
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
                fprintf(file, "          %s without %s: %s\n", p->name,
                        run->backends[k]->name, text);
    }
}

/* No point before this one has the same. */
static bool is_new(const struct run *run, size_t index, enum sweep sweep)
{
    const struct plan_point *p = &run->plan.points[index];

    for (size_t i = 0; i < index; i++)
        if (run->plan.points[i].scenario == p->scenario &&
            run->plan.points[i].at[sweep] == p->at[sweep])
            return false;
    return true;
}

/* "0, 100, 1000 idle connections, "; nothing when all points are as usual. */
static void print_sweep(const struct run *run, const struct scenario *s,
                        enum sweep sweep, FILE *file)
{
    char text[SWEEP_TEXT_MAX], value[SWEEP_VALUE_MAX];
    uint64_t last = sweep_info(sweep)->usual;
    size_t count = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        if (p->scenario != s || !is_new(run, i, sweep))
            continue;
        sweep_value(last, value);
        if (count++ > 0)
            fprintf(file, "%s, ", value);
        last = p->at[sweep];
    }
    if (count == 0 || (count == 1 && last == sweep_info(sweep)->usual))
        return;
    sweep_text(sweep, last, text);
    fprintf(file, "%s%s, ", text, sweep == SWEEP_SIZE ? " an answer" : "");
}

static void print_sweeps(const struct run *run, const struct scenario *s,
                         FILE *file)
{
    for (int i = 0; i < SWEEPS; i++)
        print_sweep(run, s, (enum sweep)i, file);
    if (s->sweeps[SWEEP_RATE].count > 0)
        fprintf(file, "%s%s, ", schedule_arrivals_name(s->arrivals),
                s->mode == SCENARIO_PUSH ? ", pushed by the server" : "");
}

/* "300", or "300 to 1760" where the points differ. */
static void print_times(const struct run *run, const struct scenario *s,
                        uint64_t (*of)(const struct plan_point *), FILE *file)
{
    uint64_t least = CLOCK_NEVER, most = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];
        uint64_t ns = of(p);

        if (p->scenario != s)
            continue;
        least = ns < least ? ns : least;
        most = ns > most ? ns : most;
    }
    fprintf(file, "%.0f", (double)least / 1e6);
    if (least < most)
        fprintf(file, " to %.0f", (double)most / 1e6);
}

static uint64_t warmup_of(const struct plan_point *p)
{
    return p->warmup_ns;
}

static uint64_t window_of(const struct plan_point *p)
{
    return p->window_ns;
}

/* Numbers of the points, and what a round is. */
static void print_scenario(const struct run *run, const struct run_scenario *s,
                           FILE *file)
{
    char text[RUN_SATURATION_TEXT_MAX];

    fprintf(file, "scenario  %s: ", s->scenario.name);
    if (s->reason) {
        fprintf(file, "not run: %s\n", s->reason);
        return;
    }
    print_sweeps(run, &s->scenario, file);
    if (s->scenario.mode == SCENARIO_BATCH) {
        fprintf(file, "%" PRIu64 " requests a command, timed by hyperfine %s\n",
                s->scenario.requests, run->hyperfine_version);
    } else if (s->scenario.mode == SCENARIO_MEMORY) {
        fputs("and a tenth of them, that wait\n", file);
    } else {
        fputs("warm-up ", file);
        print_times(run, &s->scenario, warmup_of, file);
        fputs(" ms, window ", file);
        print_times(run, &s->scenario, window_of, file);
        fputs(" ms\n", file);
    }
    if (*s->note)
        fprintf(file, "          %s\n", s->note);
    run_saturation_words(run, &s->scenario, text);
    if (*text)
        fprintf(file, "          %s\n", text);
    print_refusals(run, &s->scenario, file);
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
    fprintf(file, "\n          why: %s\n          it hides: %s\n", p->reason,
            placement_hides(p->mode));
    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (run_shares_cpu(run, run->backends[i]))
            fprintf(file,
                    "warning   %s: it spins, and has no CPU of its own for "
                    "that\n",
                    run->backends[i]->name);
    fprintf(file, "network   %s (%s)\n",
            run->namespaces ? "a namespace of its own for each round, with "
                              "all its ports"
                            : "the machine's; ports left are looked at before "
                              "each round",
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

/* Besides the blocks. */
static uint64_t rest_expected(const struct run *run)
{
    return run->before_ns + plan_expected(&run->extra.plan) +
           run_report_expected(run);
}

int run_expect(struct run *run)
{
    int result = run_extra_make(run);
    uint64_t more = rest_expected(run), budget = run->order->budget_ns;
    struct run_range *range = &run->expected;

    *range = (struct run_range){plan_expected_least(&run->plan) + more,
                                plan_expected(&run->plan) + more};
    if (budget > 0 && budget < range->most_ns)
        range->most_ns = budget;
    if (range->least_ns > range->most_ns)
        range->least_ns = range->most_ns;
    return result;
}

static void print_range(struct run_range range, FILE *file)
{
    print_duration(range.least_ns, file);
    if (range.most_ns > range.least_ns) {
        fputs(" to ", file);
        print_duration(range.most_ns, file);
    }
}

static void print_blocks(const struct run *run, FILE *file)
{
    const struct plan_order *order = &run->plan_order;
    int least = order->blocks, most = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        int blocks = run->plan.points[i].blocks_least;

        least = blocks < least ? blocks : least;
        most = blocks > most ? blocks : most;
    }
    fprintf(file, "profile   %s: ", order->profile->name);
    if (order->precise && least < most)
        fprintf(file, "%d (%d where more rows are compared) to %d blocks",
                least, most, order->blocks);
    else if (order->precise)
        fprintf(file, "%d to %d blocks", least, order->blocks);
    else
        fprintf(file, "%d blocks", order->blocks);
    fprintf(file, " in random order, seed 0x%016" PRIx64 "\n", order->seed);
    if (order->precise)
        fputs("          a point is left when all its ratios to the reference "
              "are precise\n",
              file);
}

/* How far a budget goes, when it is not enough. */
static void print_budget(const struct run *run, FILE *file)
{
    uint64_t budget = run->order->budget_ns;
    uint64_t more = rest_expected(run);
    uint64_t least = plan_expected_least(&run->plan);

    if (budget == 0)
        return;
    fputs("budget    ", file);
    print_duration(budget, file);
    if (budget < least + more)
        fprintf(file,
                ": enough for about %.0f %% of the blocks it takes at least; "
                "points without\n          all of these are not ranked",
                budget > more ? 100 * (double)(budget - more) / (double)least
                              : 0.0);
    fputc('\n', file);
}

static void print_extra(const struct run *run, FILE *file)
{
    const struct run_extra *e = &run->extra;

    if (e->plan.round_count > 0) {
        fprintf(file, "besides   %zu rounds in about ", e->plan.round_count);
        print_duration(plan_expected(&e->plan), file);
        fputs(": the server's capacity, system calls\n", file);
    }
    if (e->left_out > 0)
        fprintf(file,
                "without   %zu rounds for the server's capacity or system "
                "calls: one part\n          in %d of the budget does not "
                "hold them\n",
                e->left_out, RUN_EXTRA_SHARE);
}

void run_print_plan(const struct run *run, FILE *file)
{
    size_t least = plan_rounds_least(&run->plan);

    print_blocks(run, file);
    print_backends(run, file);
    for (size_t i = 0; i < run->scenario_count; i++)
        print_scenario(run, &run->scenarios[i], file);
    run_pilot_print(run, file);
    print_place(run, file);
    print_budget(run, file);
    print_extra(run, file);
    fprintf(file, "rounds    %zu", least);
    if (least < run->plan.round_count)
        fprintf(file, " to %zu", run->plan.round_count);
    fputs(", in about ", file);
    print_range(run->expected, file);
    fputc('\n', file);
}

static void print_stopped(const struct run *run, FILE *file)
{
    size_t precise = 0, most = 0, budget = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const char *why = run_stopped(run, &run->plan.points[i]);

        precise += strcmp(why, "precise") == 0;
        most += strcmp(why, "most") == 0;
        budget += strcmp(why, "budget") == 0;
    }
    if (precise + most + budget == 0)
        return;
    fprintf(file, "points: %zu of %zu precise", precise, run->plan.point_count);
    if (most > 0)
        fprintf(file, ", %zu not after %d blocks", most,
                run->plan_order.blocks);
    if (budget > 0)
        fprintf(file, ", %zu ended by the budget", budget);
    fputc('\n', file);
}

void run_print_end(const struct run *run, uint64_t took_ns, FILE *file)
{
    print_stopped(run, file);
    fputs("took ", file);
    print_duration(took_ns, file);
    if (run->recorded_ns > 0) {
        fputs(" after what was recorded before", file);
    } else {
        fputs("; the plan said ", file);
        print_range(run->expected, file);
    }
    fputc('\n', file);
}
