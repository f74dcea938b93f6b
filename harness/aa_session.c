#include "aa_session.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "random.h"
#include "round.h"
#include "verdict.h"

const enum measure aa_measures[AA_MEASURES] = {MEASURE_RATE, MEASURE_P50,
                                               MEASURE_P99, MEASURE_CPU};

/* A short round: what is tested is not the backend. */
static const struct scenario scenario = {
    .name = "aa",
    .mode = SCENARIO_CLOSED,
    .sweeps = {[SWEEP_THREADS] = {1, {1}}},
    .requests = SCENARIO_NO_COUNT,
    .requests_per_connection = SCENARIO_NO_COUNT,
    .timeout = 5 * CLOCK_S,
    .paths = {1, {"/bytes/128"}},
    .expect = SCENARIO_NO_COUNT,
};

struct session {
    const struct aa_order *order;
    struct aa_result *result;
    struct round_setting setting;
    struct plan_point point;
    struct random random;
    int rounds;
    double *values; /* measure, row, block */
};

static double *value_at(struct session *s, size_t measure, size_t row)
{
    return &s->values[(measure * s->order->rows + row) * s->order->blocks +
                      s->result->blocks];
}

/* 1: it counts; 0: it failed; or -errno. */
static int run_round(struct session *s, unsigned row, int place)
{
    struct plan_round plan = {.block = (int)s->result->blocks + 1,
                              .order = place,
                              .point = &s->point,
                              .backend = s->order->backend,
                              .seed = random_next(&s->random)};
    struct record record;
    int result;

    record_init(&record);
    result = round_run(&s->setting, &plan, ++s->rounds, &record);
    if (result == 0 && !record.ok)
        snprintf(s->result->reason, sizeof s->result->reason, "%s",
                 record.reason);
    for (size_t m = 0; m < AA_MEASURES && result == 0 && record.ok; m++)
        *value_at(s, m, row) = measure_info(aa_measures[m])->of(&record);
    if (result == 0)
        result = record.ok;
    record_free(&record);
    return result;
}

static int run_block(struct session *s)
{
    unsigned rows[AA_ROWS_MAX];
    int result = 1;

    for (unsigned i = 0; i < s->order->rows; i++)
        rows[i] = i;
    random_shuffle(&s->random, rows, s->order->rows);
    for (unsigned i = 0; i < s->order->rows && result == 1; i++)
        result = *s->order->stop ? -EINTR : run_round(s, rows[i], (int)i + 1);
    s->result->blocks += result == 1;
    s->result->dropped += result == 0;
    return result;
}

static int run_blocks(struct session *s)
{
    const struct aa_order *o = s->order;
    uint64_t end = clock_add(clock_now(), o->budget_ns);
    int result = 0;

    while (s->result->blocks < o->blocks && clock_now() < end && result >= 0) {
        result = run_block(s);
        if (s->result->dropped > o->blocks)
            result = -EIO;
        if (result >= 0 && o->on_block)
            o->on_block(s->result->blocks, s->result->dropped);
    }
    return result < 0 ? result : 0;
}

/* Rows lie apart by the most blocks there could have been. */
static int judge(struct session *s)
{
    size_t rows = s->order->rows, blocks = s->result->blocks;
    double *packed = calloc(rows * blocks + 1, sizeof *packed);
    int result = packed ? 0 : -ENOMEM;

    for (size_t m = 0; m < AA_MEASURES && result == 0; m++) {
        const struct measure_info *info = measure_info(aa_measures[m]);
        struct verdict_rule rule = {info->delta, 0, info->more_is_better};

        for (size_t i = 0; i < rows; i++)
            for (size_t b = 0; b < blocks; b++)
                packed[i * blocks + b] =
                    s->values[(m * rows + i) * s->order->blocks + b];
        result = aa_judge(packed, rows, blocks, &rule, &s->result->rates[m]);
    }
    free(packed);
    return result;
}

static int place(struct session *s)
{
    struct cpu_list allowed;
    int got = affinity_get(&allowed);

    return placement_make(&s->setting.placement, PLACEMENT_AUTO, 1, &allowed,
                          got);
}

int aa_session(struct aa_result *r, const struct aa_order *order)
{
    struct session s = {
        .order = order,
        .result = r,
        .setting = {.run_started = clock_now(), .stop = order->stop},
        .point = {.scenario = &scenario,
                  .name = "conns=16",
                  .at = {[SWEEP_CONNECTIONS] = 16, [SWEEP_THREADS] = 1},
                  .connections = 16,
                  .threads = 1,
                  .warmup_ns = 50 * CLOCK_MS,
                  .window_ns = 150 * CLOCK_MS,
                  .guard_ns = 10 * CLOCK_MS},
    };
    int result = place(&s);

    *r = (struct aa_result){.blocks = 0};
    random_seed(&s.random, order->seed);
    s.values =
        calloc(AA_MEASURES * order->rows * order->blocks + 1, sizeof *s.values);
    if (!s.values)
        return -ENOMEM;
    if (result == 0)
        result = run_blocks(&s);
    if (result == 0)
        result = judge(&s);
    free(s.values);
    return result;
}
