/*
 * Which scenarios and which backends. What the user names must be possible;
 * what is only not left out may be impossible here, and the manifest says so.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "memory.h"
#include "probe.h"
#include "program.h"
#include "run.h"
#include "suggest.h"

static int out_of_memory(char *error)
{
    snprintf(error, RUN_ERROR_MAX, "out of memory");
    return -ENOMEM;
}

/* Records know a scenario by its name alone. */
static int check_twice(const struct run *run, char *error)
{
    for (size_t i = 0; i < run->scenario_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(run->scenarios[i].scenario.name,
                       run->scenarios[k].scenario.name) == 0) {
                snprintf(error, RUN_ERROR_MAX, "scenario '%s' is given twice",
                         run->scenarios[i].scenario.name);
                return -EINVAL;
            }
    return 0;
}

static int find_scenarios(struct run *run, char *error)
{
    const struct run_order *order = run->order;

    run->scenarios = calloc(order->scenario_count, sizeof *run->scenarios);
    if (!run->scenarios)
        return out_of_memory(error);
    while (run->scenario_count < order->scenario_count) {
        size_t i = run->scenario_count++;

        /* A file that is not there is a wrong argument as well. */
        if (scenario_find(&run->scenarios[i].scenario, order->scenarios[i],
                          error) < 0 ||
            scenario_override(&run->scenarios[i].scenario, order->sets,
                              order->set_count, error) < 0)
            return -EINVAL;
    }
    return check_twice(run, error);
}

static int take_catalogue(struct run *run, char *error)
{
    struct scenario *list;
    int count = scenario_catalogue(&list, error);

    if (count < 0)
        return -EINVAL;
    run->scenarios = calloc((size_t)count + 1, sizeof *run->scenarios);
    for (int i = 0; run->scenarios && i < count; i++)
        run->scenarios[run->scenario_count++].scenario = list[i];
    free(list);
    return run->scenarios ? 0 : out_of_memory(error);
}

/* A batch is timed by another program. */
static void find_hyperfine(struct run *run)
{
    char *path = run->hyperfine, *version = run->hyperfine_version;

    if (program_find("hyperfine", path, sizeof run->hyperfine) < 0 ||
        program_version(path, version, sizeof run->hyperfine_version) < 0)
        *path = '\0';
    if (strncmp(version, "hyperfine ", 10) == 0)
        memmove(version, version + 10, strlen(version + 10) + 1);
}

static int take_made(struct run *run, char *error)
{
    const struct run_order *order = run->order;

    run->scenarios = calloc(order->made_count, sizeof *run->scenarios);
    if (!run->scenarios)
        return out_of_memory(error);
    while (run->scenario_count < order->made_count) {
        size_t i = run->scenario_count++;

        run->scenarios[i].scenario = order->made[i];
    }
    return 0;
}

/* A quick run leaves out what takes long, unless it is asked for by name. */
static bool is_for_longer(const struct run_order *order,
                          const struct scenario *s)
{
    const struct profile *profile = profile_find(order->profile);

    bool named = order->made_count > 0 ? !order->made_of_catalogue
                                       : order->scenario_count > 0;

    return !named && !s->quick && profile && profile->quick;
}

/* Why it cannot be run here; NULL: it can. */
static const char *impossible(const struct run *run, const struct scenario *s)
{
    char reason[256];

    if (s->mode == SCENARIO_BATCH && !*run->hyperfine)
        return "hyperfine is not installed";
    if (s->faults.count > 0 && run->order->target)
        return "a server of the user's own cannot be told to fail";
    if (s->mode != SCENARIO_MEMORY)
        return NULL;
    if (run->order->target)
        return "a server of the user's own cannot be asked to wait";
    if (run->order->foreign)
        return "memory is measured of this build's clients only";
    memory_refused_user(reason, sizeof reason);
    return *reason ? "this system does not tell the memory of a process "
                     "(/proc/PID/smaps_rollup)"
                   : NULL;
}

int run_choose_scenarios(struct run *run, char *error)
{
    const struct run_order *order = run->order;
    size_t count = 0;
    int result = order->made_count > 0       ? take_made(run, error)
                 : order->scenario_count > 0 ? find_scenarios(run, error)
                                             : take_catalogue(run, error);

    if (result < 0)
        return result;
    run_choose_sweeps(run);
    find_hyperfine(run);
    run->planned = calloc(run->scenario_count + 1, sizeof *run->planned);
    if (!run->planned)
        return out_of_memory(error);
    for (size_t i = 0; i < run->scenario_count; i++) {
        struct run_scenario *s = &run->scenarios[i];

        s->reason = impossible(run, &s->scenario);
        if (!s->reason && is_for_longer(order, &s->scenario))
            s->reason = RUN_NOT_QUICK;
        if (!s->reason)
            run->planned[count++] = &s->scenario;
    }
    run->plan_order.scenarios = run->planned;
    run->plan_order.scenario_count = count;
    if (count > 0 || run->scenario_count == 0)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "%s cannot be run: %s",
             run->scenarios->scenario.name, run->scenarios->reason);
    return -EINVAL;
}

static int list_rows(struct run *run, char *error)
{
    const struct backend *const *all = backend_all(&run->row_count);

    run->rows = calloc(run->row_count, sizeof *run->rows);
    run->backends = calloc(run->row_count, sizeof *run->backends);
    if (!run->rows || !run->backends)
        return out_of_memory(error);
    for (size_t i = 0; i < run->row_count; i++) {
        struct run_row *row = &run->rows[i];

        row->backend = all[i];
        row->reason = all[i]->unusable();
        if (!row->reason && probe_uses(all[i], row->uses, sizeof row->uses) < 0)
            row->reason = "an empty job ends with an error";
    }
    return 0;
}

static int unknown_backend(const struct run *run, const char *name, char *error)
{
    const char *names[64], *near;
    char all[512] = "", meant[128] = "";
    size_t count = 0;

    while (count < run->row_count && count < sizeof names / sizeof *names) {
        size_t used = strlen(all);

        names[count] = run->rows[count].backend->name;
        snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "",
                 names[count]);
        count++;
    }
    near = suggest(name, names, count);
    if (near)
        snprintf(meant, sizeof meant, "; did you mean '%s'?", near);
    snprintf(error, RUN_ERROR_MAX, "unknown backend '%.64s'%s (there are: %s)",
             name, meant, all);
    return -EINVAL;
}

static int select_row(struct run *run, const char *name, char *error)
{
    for (size_t i = 0; i < run->row_count; i++) {
        struct run_row *row = &run->rows[i];

        if (strcmp(row->backend->name, name) != 0)
            continue;
        row->selected = !row->reason;
        if (row->reason)
            snprintf(error, RUN_ERROR_MAX, "backend '%s' cannot run here: %s",
                     name, row->reason);
        return row->reason ? -EINVAL : 0;
    }
    return unknown_backend(run, name, error);
}

/* Ratios need a row of this run. */
static const struct backend *reference_of(const struct run *run)
{
    const struct backend *usual = backend_reference();
    const struct plan_order *order = &run->plan_order;

    for (size_t i = 0; i < order->backend_count; i++)
        if (run->backends[i] == usual)
            return usual;
    for (size_t i = 0; i < order->backend_count; i++)
        if (run->backends[i]->family != FAMILY_CONTROL &&
            !run->backends[i]->emulated)
            return run->backends[i];
    return run->backends[0];
}

void run_take_rows(struct run *run)
{
    size_t count = 0;

    for (size_t i = 0; i < run->row_count; i++)
        if (run->rows[i].selected)
            run->backends[count++] = run->rows[i].backend;
    run->plan_order.backends = run->backends;
    run->plan_order.backend_count = count;
    run->plan_order.reference = reference_of(run);
}

int run_choose_backends(struct run *run, char *error)
{
    const struct run_order *order = run->order;
    int result = list_rows(run, error);

    for (size_t i = 0; i < order->backend_count && result == 0; i++)
        result = select_row(run, order->backends[i], error);
    if (result < 0)
        return result;
    for (size_t i = 0; i < run->row_count && order->backend_count == 0; i++)
        run->rows[i].selected = !run->rows[i].reason;
    run_take_rows(run);
    return 0;
}
