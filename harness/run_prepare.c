/*
 * All that can go wrong before a run does so here, in the order in which the
 * choices depend on each other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "netns.h"
#include "run.h"

static int choose_profile(struct run *run, char *error)
{
    const struct run_order *order = run->order;
    const struct profile *profile = profile_find(order->profile);

    if (!profile) {
        snprintf(error, RUN_ERROR_MAX,
                 "unknown profile '%.64s' (there are: " PROFILE_NAMES ")",
                 order->profile);
        return -EINVAL;
    }
    run->plan_order.profile = profile;
    run->plan_order.blocks =
        order->blocks ? order->blocks : profile->blocks_most;
    run->plan_order.precise = !order->blocks && profile->precise;
    run->plan_order.seed = order->seed;
    return 0;
}

static int choose_network(struct run *run, char *error)
{
    bool wanted = run->order->network == RUN_NETWORK_NAMESPACE;
    int result = 0;

    if (run->order->target && wanted) {
        snprintf(error, RUN_ERROR_MAX,
                 "--network namespace has no way to a --target");
        return -EINVAL;
    }
    if (run->order->network == RUN_NETWORK_HOST)
        snprintf(run->network_reason, sizeof run->network_reason, "asked for");
    else if (run->order->target)
        snprintf(run->network_reason, sizeof run->network_reason,
                 "a target of the user's own");
    else
        result = netns_allowed();
    if (*run->network_reason)
        return 0;
    run->namespaces = result == 0;
    snprintf(run->network_reason, sizeof run->network_reason, "%s",
             result == 0 ? "allowed here" : strerror(-result));
    if (result == 0 || !wanted)
        return 0;
    snprintf(error, RUN_ERROR_MAX,
             "--network namespace is not possible here: %s", strerror(-result));
    return -EINVAL;
}

/* One placement for all points, which are compared. A thread of the kernel's
 * that spins needs a CPU. All rows of the run get it, or they could not be
 * compared; none does where the server would be left with nothing. */
static int client_cpus(const struct run *run, const struct cpu_list *allowed)
{
    int threads = run_threads_most(run);

    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (run->backends[i]->spins > 1 && allowed->count > 2 * threads)
            return 2 * threads;
    return threads;
}

bool run_shares_cpu(const struct run *run, const struct backend *backend)
{
    const struct placement *p = &run->placement;

    return backend->spins > 0 &&
           (p->mode != PLACEMENT_SPLIT ||
            p->client.count < backend->spins * run_threads_most(run));
}

int run_choose_place(struct run *run, char *error)
{
    struct cpu_list allowed = {0};
    int got = affinity_get(&allowed);
    int result = placement_make(&run->placement, run->order->placement,
                                client_cpus(run, &allowed), &allowed, got);

    if (result < 0) {
        snprintf(error, RUN_ERROR_MAX, "--placement %s is not possible: %s",
                 placement_name(run->order->placement), run->placement.reason);
        return result;
    }
    return choose_network(run, error);
}

/* What every row needs; what only some do has been planned for. */
static int check_limits(const struct run *run, char *error)
{
    char name[128];

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];
        struct limits_need need = {name, p->connections + p->idle, p->threads};

        snprintf(name, sizeof name, "%s %s", p->scenario->name, p->name);
        if (limits_check(&run->limits, &need, error, RUN_ERROR_MAX) < 0)
            return -EMFILE;
    }
    return 0;
}

/* A row may have no part in a scenario, or in a point; not every one of them.
 */
static int check_rounds(const struct run *run, char *error)
{
    const struct plan_order *order = &run->plan_order;
    const struct backend *b = order->backends[0];
    const struct plan_point *p = run->plan.points;
    char wall[WALL_TEXT_MAX] = "";

    if (run->plan.round_count > 0 || run->plan.point_count == 0 ||
        order->backend_count == 0)
        return 0;
    plan_walled(order, p, b, wall);
    snprintf(error, RUN_ERROR_MAX,
             "none of these backends has a part in %s; %s: %s",
             p->scenario->name, b->name,
             plan_takes(p->scenario, b) ? wall : plan_refusal(p->scenario, b));
    return -EINVAL;
}

static int make_plan(struct run *run, char *error)
{
    int result;

    run->plan_order.limits = &run->limits;
    if (plan_make(&run->plan, &run->plan_order) < 0) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        return -ENOMEM;
    }
    if (run->order->was)
        run_take_times(run, run->order->was);
    run->reached = calloc(run->plan.point_count + 1, sizeof *run->reached);
    if (!run->reached ||
        stop_init(&run->stop, &run->plan, &run->plan_order) < 0) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        return -ENOMEM;
    }
    result = check_rounds(run, error);
    return result < 0 ? result : check_limits(run, error);
}

int run_plan_again(struct run *run, char *error)
{
    run_take_rows(run);
    stop_free(&run->stop);
    free(run->reached);
    plan_free(&run->plan);
    return make_plan(run, error);
}

int run_prepare(struct run *run, const struct run_order *order, char *error)
{
    static int (*const steps[])(struct run *, char *) = {
        choose_profile,      run_choose_scenarios,
        run_choose_backends, run_choose_place,
        make_plan,           run_fetch_target,
    };
    int result = 0;

    memset(run, 0, sizeof *run);
    run->order = order;
    run->records = run->lock = -1;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && result == 0; i++)
        result = steps[i](run, error);
    return result;
}

void run_free(struct run *run)
{
    stop_free(&run->stop);
    run_pilot_free(&run->pilot);
    free(run->reached);
    plan_free(&run->plan);
    run_extra_free(&run->extra);
    free(run->scenarios);
    free(run->rows);
    free(run->backends);
    free(run->planned);
    free(run->remote_body);
    target_free(&run->remote);
    json_decref(run->check);
    free(run->recorded);
    if (run->records >= 0)
        close(run->records);
    if (run->lock >= 0)
        close(run->lock);
    run->records = run->lock = -1;
}
