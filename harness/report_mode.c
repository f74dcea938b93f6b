#include "report_mode.h"

static const struct mode_measures closed = {
    .first = MEASURE_RATE,
    .brief = {{MEASURE_P50, MEASURE_P99, MEASURE_CPU}, 3},
    .values = {{MEASURE_RATE, MEASURE_BYTES, MEASURE_P50, MEASURE_P99,
                MEASURE_P999, MEASURE_CONNECT_P50, MEASURE_CONNECT_P99},
               7},
    .compared = {{MEASURE_RATE, MEASURE_P50, MEASURE_P99, MEASURE_P999,
                  MEASURE_CPU},
                 5},
    .costs = {{MEASURE_CPU, MEASURE_SWITCHES, MEASURE_CALLS,
               MEASURE_SERVER_LOAD, MEASURE_SERVER_HOTTEST, MEASURE_BUSY},
              6},
    .latency = "service time",
    .caption = "Service time, all rounds together",
    .percentiles = {MEASURE_P50, MEASURE_P99, MEASURE_P999},
};

static const struct mode_measures batch = {
    .first = MEASURE_MAKESPAN,
    .brief = {{MEASURE_SLOWEST, MEASURE_SUM, MEASURE_RUN_CPU}, 3},
    .values = {{MEASURE_MAKESPAN, MEASURE_SLOWEST, MEASURE_SUM}, 3},
    .compared = {{MEASURE_MAKESPAN, MEASURE_RUN_CPU}, 2},
    .costs = {{MEASURE_RUN_CPU}, 1},
    .latency = "makespan",
};

/* Of all that have due times: thinking clients, too. */
static const struct mode_measures rate = {
    .first = MEASURE_RESPONSE_P99,
    .brief = {{MEASURE_RESPONSE_P50, MEASURE_RATE, MEASURE_CPU}, 3},
    .values = {{MEASURE_RESPONSE_P50, MEASURE_RESPONSE_P99,
                MEASURE_RESPONSE_P999, MEASURE_RESPONSE_MEAN, MEASURE_P50,
                MEASURE_P99, MEASURE_CONNECT_P50, MEASURE_CONNECT_P99,
                MEASURE_LAG, MEASURE_RATE},
               10},
    .compared = {{MEASURE_RESPONSE_P50, MEASURE_RESPONSE_P99,
                  MEASURE_RESPONSE_P999, MEASURE_CPU},
                 4},
    .costs = {{MEASURE_CPU, MEASURE_SWITCHES, MEASURE_CALLS,
               MEASURE_SERVER_LOAD, MEASURE_SERVER_HOTTEST},
              5},
    .latency = "response time",
    .caption = "Response time, all rounds together",
    .percentiles = {MEASURE_RESPONSE_P50, MEASURE_RESPONSE_P99,
                    MEASURE_RESPONSE_P999},
};

static const struct mode_measures push = {
    .first = MEASURE_REACTION_P99,
    .brief = {{MEASURE_REACTION_P50, MEASURE_RATE, MEASURE_CPU}, 3},
    .values = {{MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                MEASURE_REACTION_P999, MEASURE_LAG, MEASURE_RATE},
               5},
    .compared = {{MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                  MEASURE_REACTION_P999, MEASURE_CPU},
                 4},
    .costs = {{MEASURE_CPU, MEASURE_SWITCHES, MEASURE_CALLS,
               MEASURE_SERVER_LOAD, MEASURE_SERVER_HOTTEST},
              5},
    .latency = "reaction time",
    .caption = "Reaction time, all rounds together",
    .percentiles = {MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                    MEASURE_REACTION_P999},
};

static const struct mode_measures memory = {
    .first = MEASURE_MEMORY_USER,
    .brief = {{MEASURE_MEMORY_KERNEL}, 1},
    .values = {{MEASURE_MEMORY_USER, MEASURE_MEMORY_KERNEL}, 2},
    .compared = {{MEASURE_MEMORY_USER}, 1},
    .latency = "memory",
};

const struct mode_measures *mode_measures(enum scenario_mode mode)
{
    switch (mode) {
    case SCENARIO_CLOSED:
        return &closed;
    case SCENARIO_BATCH:
        return &batch;
    case SCENARIO_RATE:
    case SCENARIO_THINK:
        return &rate;
    case SCENARIO_PUSH:
        return &push;
    case SCENARIO_MEMORY:
        return &memory;
    }
    return &closed;
}

static bool has(const struct mode_list *list, enum measure m)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->list[i] == m)
            return true;
    return false;
}

bool mode_applies(enum scenario_mode mode, enum measure m)
{
    const struct mode_measures *measures = mode_measures(mode);

    return has(&measures->values, m) || has(&measures->costs, m);
}

bool mode_compares(enum scenario_mode mode, enum measure m)
{
    return has(&mode_measures(mode)->compared, m);
}

bool mode_is_latency(enum measure m)
{
    switch (m) {
    case MEASURE_P50:
    case MEASURE_P99:
    case MEASURE_P999:
    case MEASURE_CONNECT_P50:
    case MEASURE_CONNECT_P99:
    case MEASURE_RESPONSE_P50:
    case MEASURE_RESPONSE_P99:
    case MEASURE_RESPONSE_P999:
    case MEASURE_RESPONSE_MEAN:
    case MEASURE_LAG:
    case MEASURE_REACTION_P50:
    case MEASURE_REACTION_P99:
    case MEASURE_REACTION_P999:
        return true;
    case MEASURE_RATE:
    case MEASURE_BYTES:
    case MEASURE_CPU:
    case MEASURE_SWITCHES:
    case MEASURE_BUSY:
    case MEASURE_SERVER_LOAD:
    case MEASURE_SERVER_HOTTEST:
    case MEASURE_CALLS:
    case MEASURE_MEMORY_USER:
    case MEASURE_MEMORY_KERNEL:
    case MEASURE_MAKESPAN:
    case MEASURE_SLOWEST:
    case MEASURE_SUM:
    case MEASURE_RUN_CPU:
    case MEASURE_COUNT:
        break;
    }
    return false;
}
