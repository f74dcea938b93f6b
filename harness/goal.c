#include "goal.h"

#include <stddef.h>
#include <string.h>

#include "report_mode.h"

enum { MEASURES_MAX = 3 };

static const struct {
    struct goal_info info;
    const char *measures[MEASURES_MAX]; /* the first that is compared counts */
} goals[GOAL_COUNT] = {
    [GOAL_REQUESTS] =
        {{"requests", "most requests", "Most requests",
          "how a service fares below its capacity; each connection asked "
          "again at once, over loopback, and the application did nothing with "
          "an answer but check it"},
         {"requests_per_s", "makespan_ns"}},
    [GOAL_REACTION] =
        {{"reaction", "least reaction time at p99",
          "Least reaction time at p99",
          "what lies beyond p99, and what a network adds; without a given "
          "rate or pushes it is the time of a request at full load"},
         {"reaction_p99_ns", "response_p99_ns", "p99_ns"}},
    [GOAL_CPU] =
        {{"cpu", "least CPU per request", "Least CPU per request",
          "CPU time of the server or of interrupts that nobody is charged "
          "for; the share of the suite itself (null) is in every row's"},
         {"cpu_ns_per_request", "cpu_ns_per_run"}},
    [GOAL_MEMORY] =
        {{"memory", "least memory per idle connection",
          "Least memory per idle connection",
          "what connections take while they work, and what the kernel holds "
          "for each, which is much the same for all"},
         {"memory_bytes_per_connection"}},
    [GOAL_CODE] =
        {{"code", "least code", "Least code",
          "the lines of libraries and of what all rows share, nor how hard "
          "it is to get them right or to change them"},
         {NULL}},
    [GOAL_EVERYWHERE] =
        {{"everywhere", "runs everywhere unchanged",
          "Runs everywhere unchanged",
          "how fast it is elsewhere: numbers are of this machine"},
         {NULL}},
};

const struct goal_info *goal_info(enum goal goal)
{
    return &goals[goal].info;
}

enum goal goal_find(const char *key)
{
    int i = 0;

    while (i < GOAL_COUNT && strcmp(goals[i].info.key, key) != 0)
        i++;
    return (enum goal)i;
}

enum measure goal_measure(enum goal goal, enum scenario_mode mode)
{
    for (int i = 0; i < MEASURES_MAX && goals[goal].measures[i]; i++) {
        enum measure m = measure_find(goals[goal].measures[i]);

        if (m != MEASURE_COUNT && mode_compares(mode, m))
            return m;
    }
    return MEASURE_COUNT;
}
