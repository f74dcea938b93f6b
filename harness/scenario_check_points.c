/*
 * What the lists of a scenario must be like, so that each choice of one value
 * from every list is a point that can be run.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "mix.h"
#include "scenario_check.h"

static int check_threads(const struct scenario *s, char *error)
{
    const struct scenario_counts *threads = &s->sweeps[SWEEP_THREADS];
    const struct scenario_counts *conns = &s->sweeps[SWEEP_CONNECTIONS];

    for (int t = 0; t < threads->count; t++)
        for (int i = 0; i < conns->count; i++)
            if (threads->values[t] != SCENARIO_NO_COUNT &&
                conns->values[i] < threads->values[t])
                return scenario_complain(
                    s, scenario_line(s, "load", "threads"), error,
                    "%" PRIu64 " threads are more than the %" PRIu64
                    " connections",
                    threads->values[t], conns->values[i]);
    return 0;
}

static int check_idle(const struct scenario *s, char *error)
{
    int line = scenario_line(s, "load", "idle");

    if (s->sweeps[SWEEP_IDLE].count > 0 &&
        s->requests_per_connection != SCENARIO_NO_COUNT)
        return scenario_complain(s, line, error,
                                 "'idle' is for connections that are kept, and "
                                 "'requests-per-connection' is given");
    if (s->sweeps[SWEEP_IDLE].count > 0 &&
        (s->warmup == 0 || s->quick_warmup == 0))
        return scenario_complain(s, line, error,
                                 "'idle' needs a warm-up: the load begins when "
                                 "all connections are open");
    return 0;
}

/* Is the place in one of the paths? */
static bool has_place(const struct scenario *s, const char *place)
{
    for (int i = 0; i < s->paths.count; i++)
        if (strstr(s->paths.values[i], place) != NULL)
            return true;
    return false;
}

static int check_place(const struct scenario *s, const char *place,
                       const char *key, bool given, char *error)
{
    bool used = has_place(s, place);

    if (used && !given)
        return scenario_complain(s, scenario_line(s, "target", "path"), error,
                                 "the path has %s in it, and there is no '%s' "
                                 "in [target]",
                                 place, key);
    if (given && !used)
        return scenario_complain(s, scenario_line(s, "target", key), error,
                                 "'%s' is given, and no path has %s in it", key,
                                 place);
    return 0;
}

static int check_places(const struct scenario *s, char *error)
{
    const struct scenario_counts *size = &s->sweeps[SWEEP_SIZE];
    int result;

    for (int i = 0; i < s->paths.count; i++) {
        const char *unknown = mix_unknown(s->paths.values[i]);

        if (unknown)
            return scenario_complain(
                s, scenario_line(s, "target", "path"), error,
                "'%s' is neither {size} nor {pieces} nor {delay}", unknown);
    }
    for (int i = 0; i < size->count; i++)
        if (size->values[i] == SWEEP_MIXED && s->delay.given)
            return scenario_complain(
                s, scenario_line(s, "target", "delay"), error,
                "'delay' does not go with a size that is mixed");
    result = check_place(s, "{size}", "size", size->count > 0, error);
    if (result == 0)
        result = check_place(s, "{pieces}", "pieces",
                             s->sweeps[SWEEP_PIECES].count > 0, error);
    if (result == 0)
        result = check_place(s, "{delay}", "delay", s->delay.given, error);
    return result;
}

/* The first point has all the places that the others have. */
static int check_paths(const struct scenario *s, char *error)
{
    char path[SCENARIO_TEXT_MAX];
    uint64_t at[SWEEPS], length;
    struct mix mix;

    for (int i = 0; i < SWEEPS; i++)
        at[i] = s->sweeps[i].count > 0 ? s->sweeps[i].values[0] : 0;
    mix_make(&mix, s, at, 0);
    for (int i = 0; i < s->paths.count; i++) {
        int result = mix_path(&mix, (size_t)i, path, &length);

        if (result == -ERANGE)
            return scenario_complain(s, scenario_line(s, "target", "path"),
                                     error, "the path '%s' is too long",
                                     s->paths.values[i]);
        if (result < 0)
            return scenario_complain(
                s, scenario_line(s, "target", "path"), error,
                "the length of the body of '%s' cannot be told "
                "from the path; give 'expect' in [target]",
                s->paths.values[i]);
    }
    return 0;
}

int scenario_check_points(const struct scenario *s, char *error)
{
    static int (*const checks[])(const struct scenario *, char *) = {
        check_threads, check_idle, check_places, check_paths};
    int result = 0;

    for (size_t i = 0; i < sizeof checks / sizeof *checks && result == 0; i++)
        result = checks[i](s, error);
    return result;
}
