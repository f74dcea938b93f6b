#include "tests/support_round.h"

#include <string.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/job.h"

const struct scenario round_scenario = {
    .name = "test",
    .mode = SCENARIO_CLOSED,
    .requests = SCENARIO_NO_COUNT,
    .requests_per_connection = SCENARIO_NO_COUNT,
    .timeout = 5 * CLOCK_S,
    .paths = {1, {"/bytes/128"}},
    .expect = SCENARIO_NO_COUNT,
};

bool round_was_starved(const struct record *record)
{
    return strcmp(record->fault, "window") == 0 ||
           strcmp(record->fault, "connections") == 0;
}

int round_run_real(struct job *job)
{
    return backend_find("sequential")->run(job);
}
