/*
 * Everything random about a run is drawn here, in one order from one seed, so
 * that the seed alone gives the same plan again.
 */
#include "plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "parse.h"
#include "random.h"
#include "verdict.h"
#include "waiting.h"

/* Of the control row's warm-up and window. */
#define CONTROL_MOST (50 * CLOCK_MS)

/* Readings of memory that come to rest, and connections at both levels. */
#define MEMORY_TIME(count) (250 * CLOCK_MS + 90 * CLOCK_US * (count))

const struct profile *profile_find(const char *name)
{
    static const struct profile profiles[] = {
        {"quick", 6, 6, true, false},
        {"standard", 12, 40, false, true},
        {"publish", 20, 60, false, true},
    };

    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, name ? name : "standard") == 0)
            return &profiles[i];
    return NULL;
}

const char *plan_refusal(const struct scenario *s, const struct backend *b)
{
    if (b->family != FAMILY_CONTROL)
        return NULL;
    if (s->mode == SCENARIO_BATCH)
        return "it does no IO, so there is no command to time";
    if (s->faults.count > 0)
        return "it does no IO, so nothing can go wrong with it";
    return s->mode == SCENARIO_PUSH ? "it does no IO, so nothing can be pushed"
                                    : NULL;
}

bool plan_takes(const struct scenario *s, const struct backend *b)
{
    return plan_refusal(s, b) == NULL;
}

bool plan_rivals(const struct backend *b)
{
    return b->family != FAMILY_CONTROL && !b->emulated;
}

/* A push, or a memory scenario, has a request wait on every connection; so has
 * every idle one. */
static bool waits_stop(const struct plan_point *point, const struct backend *b,
                       char text[WALL_TEXT_MAX])
{
    enum scenario_mode mode = point->scenario->mode;
    int all = point->connections + point->idle;
    int at_once = waiting_at_once(b->waiting, all, point->threads);

    if ((mode != SCENARIO_PUSH && mode != SCENARIO_MEMORY &&
         point->idle == 0) ||
        at_once >= all)
        return false;
    snprintf(text, WALL_TEXT_MAX, "%d request%s at once", at_once,
             at_once == 1 ? "" : "s");
    return true;
}

/* Of a row that does no IO no connection can be idle. */
static bool control_stops(const struct plan_point *point,
                          const struct backend *b, char text[WALL_TEXT_MAX])
{
    if (b->family != FAMILY_CONTROL || point->idle == 0)
        return false;
    snprintf(text, WALL_TEXT_MAX, "no IO, no idle connection");
    return true;
}

bool plan_walled(const struct plan_order *order, const struct plan_point *point,
                 const struct backend *backend, char text[WALL_TEXT_MAX])
{
    return control_stops(point, backend, text) ||
           waits_stop(point, backend, text) ||
           wall_stops(backend, point->connections + point->idle, point->threads,
                      order->limits, text);
}

/* A row has rounds at this point. */
static bool takes_part(const struct plan_order *order,
                       const struct plan_point *point, const struct backend *b)
{
    char text[WALL_TEXT_MAX];

    return plan_takes(point->scenario, b) &&
           !plan_walled(order, point, b, text);
}

/* Blocks it takes to rank the rows of a point, or all there are. */
static int least_of(const struct plan_order *order,
                    const struct plan_point *point)
{
    int least = order->profile->blocks_least, needed;
    size_t rivals = 0;

    if (!order->precise)
        return order->blocks;
    for (size_t i = 0; i < order->backend_count; i++)
        rivals += plan_rivals(order->backends[i]) &&
                  takes_part(order, point, order->backends[i]);
    needed = (int)verdict_blocks(rivals);
    least = needed > least ? needed : least;
    return least < order->blocks ? least : order->blocks;
}

static int make_points(struct plan *plan, const struct plan_order *order)
{
    size_t count = 0;

    for (size_t i = 0; i < order->scenario_count; i++)
        count += (size_t)plan_points(order->scenarios[i], order->profile);
    plan->points = calloc(count + 1, sizeof *plan->points);
    if (!plan->points)
        return -ENOMEM;
    for (size_t i = 0; i < order->scenario_count; i++) {
        const struct scenario *s = order->scenarios[i];

        for (int k = 0; k < plan_points(s, order->profile); k++) {
            struct plan_point *point = &plan->points[plan->point_count++];

            plan_point_make(point, s, order->profile, k);
            point->blocks_least = least_of(order, point);
        }
    }
    return 0;
}

/* Not drawn from the plan's own sequence, so that a plan has the same rounds
 * with due times as without. */
static uint64_t schedule_seed(const struct plan *plan,
                              const struct plan_point *point, int block)
{
    uint64_t index = (uint64_t)(point - plan->points);
    struct random random;

    random_seed(&random, plan->seed ^ index << 32 ^ (uint64_t)block);
    return random_next(&random);
}

/* One block of a point: indices into the backends, shuffled. The one behind
 * the last backend stands for the twin. */
static void add_block(struct plan *plan, const struct plan_order *order,
                      struct plan_point *point, int block, unsigned *indices)
{
    struct random *random = &plan->random;
    size_t count = 0;

    point->blocks++;
    for (size_t i = 0; i < order->backend_count; i++)
        if (takes_part(order, point, order->backends[i]))
            indices[count++] = (unsigned)i;
    if (order->reference && takes_part(order, point, order->reference))
        indices[count++] = (unsigned)order->backend_count;
    random_shuffle(random, indices, count);
    for (size_t i = 0; i < count; i++) {
        bool twin = indices[i] == order->backend_count;

        plan->rounds[plan->round_count++] = (struct plan_round){
            .block = block,
            .order = (int)i + 1,
            .point = point,
            .backend = twin ? order->reference : order->backends[indices[i]],
            .twin = twin,
            .seed = random_next(random),
            .schedule_seed = schedule_seed(plan, point, block),
        };
    }
}

int plan_make(struct plan *plan, const struct plan_order *order)
{
    size_t rows = order->backend_count + 1;
    unsigned *indices;

    memset(plan, 0, sizeof *plan);
    if (make_points(plan, order) < 0)
        return -ENOMEM;
    indices = calloc(rows, sizeof *indices);
    plan->rounds = calloc((size_t)order->blocks * plan->point_count * rows + 1,
                          sizeof *plan->rounds);
    if (!indices || !plan->rounds) {
        free(indices);
        return -ENOMEM;
    }
    plan->seed = order->seed;
    random_seed(&plan->random, order->seed);
    for (int block = 1; block <= order->blocks; block++)
        for (size_t i = 0; i < plan->point_count; i++)
            add_block(plan, order, &plan->points[i], block, indices);
    free(indices);
    return 0;
}

static size_t block_start(const struct plan *plan, size_t last)
{
    const struct plan_round *rounds = plan->rounds;
    size_t first = last;

    while (first > 0 && rounds[first - 1].block == rounds[last].block &&
           rounds[first - 1].point == rounds[last].point)
        first--;
    return first;
}

/* The rounds of the block, at the end and in a new order. */
static int append_shuffled(struct plan *plan, size_t first, size_t count)
{
    struct plan_round *from = &plan->rounds[first];
    struct plan_point *point = from->point;
    unsigned *indices = calloc(count, sizeof *indices);

    if (!indices)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++)
        indices[i] = (unsigned)i;
    random_shuffle(&plan->random, indices, count);
    point->blocks++;
    point->repeats++;
    for (size_t i = 0; i < count; i++) {
        struct plan_round *round = &plan->rounds[plan->round_count++];

        *round = from[indices[i]];
        round->block = point->blocks;
        round->order = (int)i + 1;
        round->seed = random_next(&plan->random);
        round->schedule_seed = schedule_seed(plan, point, point->blocks);
    }
    free(indices);
    return (int)count;
}

int plan_repeat(struct plan *plan, size_t last)
{
    const struct plan_point *point = plan->rounds[last].point;
    size_t first = block_start(plan, last), count = last - first + 1;
    struct plan_round *rounds;

    if (point->repeats >= (point->blocks - point->repeats + 2) / 3)
        return 0;
    rounds =
        realloc(plan->rounds, (plan->round_count + count) * sizeof *rounds);
    if (!rounds)
        return -ENOMEM;
    plan->rounds = rounds;
    return append_shuffled(plan, first, count);
}

void plan_free(struct plan *plan)
{
    free(plan->points);
    free(plan->rounds);
    memset(plan, 0, sizeof *plan);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

struct plan_times plan_times(const struct plan_point *point,
                             const struct backend *backend)
{
    struct plan_times t = {point->warmup_ns, point->window_ns, point->guard_ns};

    /* Without IO there are fifty times as many requests and no tail to wait
     * for: a twentieth of the time holds enough. Not where they are due. */
    if (backend->family == FAMILY_CONTROL &&
        point->scenario->mode == SCENARIO_CLOSED)
        t = (struct plan_times){least(t.warmup_ns / 20, CONTROL_MOST),
                                least(t.window_ns / 20, CONTROL_MOST),
                                t.guard_ns / 20};
    return t;
}

/* Pages that the server delays are fetched at once, as many as the model has
 * under way at one time. */
static uint64_t batch_expected(const struct plan_round *r)
{
    static const char delay[] = "/delay/";
    const struct scenario *s = r->point->scenario;
    const char *path = s->paths.values[0];
    int at_once = waiting_at_once(r->backend->waiting, r->point->connections,
                                  r->point->threads);
    uint64_t ms = 0, turns;

    if (strncmp(path, delay, sizeof delay - 1) != 0 ||
        parse_count_within(path + sizeof delay - 1, 0, 3600000, &ms) < 0)
        return r->point->overhead_ns;
    turns = (s->requests - 1) / (uint64_t)at_once + 1;
    return r->point->overhead_ns + turns * ms * CLOCK_MS;
}

uint64_t plan_round_expected(const struct plan_round *r)
{
    struct plan_times times = plan_times(r->point, r->backend);

    if (r->point->scenario->mode == SCENARIO_BATCH)
        return batch_expected(r);
    if (r->point->scenario->mode == SCENARIO_MEMORY)
        return MEMORY_TIME((uint64_t)r->point->connections);
    return r->point->overhead_ns + times.warmup_ns + times.window_ns +
           times.guard_ns;
}

size_t plan_block_end(const struct plan *plan, size_t index)
{
    const struct plan_round *rounds = plan->rounds;

    while (index + 1 < plan->round_count &&
           rounds[index + 1].block == rounds[index].block &&
           rounds[index + 1].point == rounds[index].point)
        index++;
    return index;
}

uint64_t plan_block_expected(const struct plan *plan, size_t first)
{
    size_t end = plan_block_end(plan, first);
    uint64_t sum = 0;

    for (size_t i = first; i <= end; i++)
        sum += plan_round_expected(&plan->rounds[i]);
    return sum;
}

uint64_t plan_expected(const struct plan *plan)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < plan->round_count; i++)
        sum += plan_round_expected(&plan->rounds[i]);
    return sum;
}

static bool is_needed(const struct plan_round *r)
{
    return r->block <= r->point->blocks_least;
}

uint64_t plan_expected_least(const struct plan *plan)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < plan->round_count; i++)
        if (is_needed(&plan->rounds[i]))
            sum += plan_round_expected(&plan->rounds[i]);
    return sum;
}

size_t plan_rounds_least(const struct plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->round_count; i++)
        count += is_needed(&plan->rounds[i]);
    return count;
}
