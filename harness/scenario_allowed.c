/*
 * What may stand behind a key, for the message about what does not.
 */
#include <stdio.h>

#include "clock.h"
#include "scenario.h"

/* A limit in the largest unit that gives a whole number. */
static void format_time(uint64_t ns, char *text, size_t size)
{
    static const struct {
        const char *name;
        uint64_t ns;
    } units[] = {{"h", 3600 * CLOCK_S},
                 {"m", 60 * CLOCK_S},
                 {"s", CLOCK_S},
                 {"ms", CLOCK_MS}};
    size_t i = 0;

    while (i < 3 && (ns == 0 || ns % units[i].ns != 0))
        i++;
    snprintf(text, size, "%llu%s", (unsigned long long)(ns / units[i].ns),
             units[i].name);
}

/* Of a list, or of one; there is a word for some keys, a share for rates. */
static void allow_numbers(const struct scenario_key *key, char *text,
                          size_t size)
{
    unsigned long long low = key->low, high = key->high;
    char count[48] = "a whole number", or [64] = "";

    if (key->type != SCENARIO_COUNT)
        snprintf(count, sizeof count, "up to %d different whole numbers",
                 SCENARIO_COUNTS_MAX);
    if (key->type == SCENARIO_RATES)
        snprintf(or, sizeof or, ", or shares of saturation from 1%% to %d%%",
                 SWEEP_SHARE_MOST);
    else if (key->word)
        snprintf(or, sizeof or, ", or %s", key->word);
    snprintf(text, size, "%s from %llu to %llu%s%s", count, low, high, or,
             key->type != SCENARIO_COUNT ? ", with commas between" : "");
}

void scenario_allowed(const struct scenario_key *key, char *text, size_t size)
{
    char from[32], to[32];

    switch (key->type) {
    case SCENARIO_TEXT:
        snprintf(text, size, "a text of 1 to %d bytes", SCENARIO_TEXT_MAX - 1);
        return;
    case SCENARIO_MODE:
        snprintf(text, size, "closed, batch, rate, push, memory or think");
        return;
    case SCENARIO_FLAG:
        snprintf(text, size, "yes or no");
        return;
    case SCENARIO_ARRIVALS:
        snprintf(text, size, "poisson, even or burst");
        return;
    case SCENARIO_DELAY:
        snprintf(text, size, "none, constant, bimodal or heavy-tailed");
        return;
    case SCENARIO_PAUSES:
        snprintf(text, size, "exponential or even");
        return;
    case SCENARIO_COUNT:
    case SCENARIO_COUNTS:
    case SCENARIO_RATES:
        allow_numbers(key, text, size);
        return;
    case SCENARIO_TIME:
        format_time(key->low, from, sizeof from);
        format_time(key->high, to, sizeof to);
        snprintf(text, size,
                 "a time from %s to %s, with a unit: us, ms, s, m "
                 "or h",
                 from, to);
        return;
    case SCENARIO_PATHS:
        snprintf(text, size,
                 "up to %d paths that start with '/', with commas between",
                 SCENARIO_PATHS_MAX);
        return;
    }
}
