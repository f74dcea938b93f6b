#include "scenario_check.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "ordered.h"

__attribute__((format(printf, 4, 5))) int scenario_complain(
    const struct scenario *s, int line, char *error, const char *format, ...)
{
    va_list args;
    int n;

    if (*error)
        return -EINVAL;
    n = line > 0 ? snprintf(error, SCENARIO_ERROR_MAX, "%s:%d: ", s->file, line)
                 : snprintf(error, SCENARIO_ERROR_MAX, "%s%s: ", s->file,
                            line == SCENARIO_LINE_SET ? " with --set" : "");
    va_start(args, format);
    if (n >= 0 && n < SCENARIO_ERROR_MAX)
        vsnprintf(error + n, (size_t)(SCENARIO_ERROR_MAX - n), format, args);
    va_end(args);
    return -EINVAL;
}

int scenario_find_key(const char *section, const char *name)
{
    const struct scenario_key *keys = scenario_keys();

    for (int i = 0; i < SCENARIO_KEYS; i++)
        if (strcmp(keys[i].section, section) == 0 &&
            strcmp(keys[i].name, name) == 0)
            return i;
    return -1;
}

int scenario_line(const struct scenario *s, const char *section,
                  const char *name)
{
    return s->lines[scenario_find_key(section, name)];
}

/* Keys that the mode has no use for must not seem to have one. */
static int check_mode(const struct scenario *s, char *error)
{
    enum {
        CLOSED = 1 << SCENARIO_CLOSED,
        BATCH = 1 << SCENARIO_BATCH,
        RATE = 1 << SCENARIO_RATE,
        PUSH = 1 << SCENARIO_PUSH,
        THINK = 1 << SCENARIO_THINK
    };
    static const struct {
        const char *section, *name;
        int modes; /* that have a use for it */
    } uses[] = {
        {"load", "rate", RATE | PUSH},
        {"load", "quick-rate", RATE | PUSH},
        {"load", "arrivals", RATE | PUSH},
        {"load", "active", PUSH},
        {"load", "idle", CLOSED},
        {"load", "requests", BATCH},
        {"load", "requests-per-connection", CLOSED | RATE | THINK},
        {"load", "think", CLOSED | THINK},
        {"load", "pauses", THINK},
        {"load", "hog", RATE | PUSH | THINK},
        {"load", "hog-every", RATE | PUSH | THINK},
        {"target", "size", CLOSED | RATE},
        {"target", "pieces", CLOSED | RATE},
        {"target", "delay", CLOSED | RATE},
        {"target", "faults", CLOSED},
        {"target", "faults-every", CLOSED},
        {"time", "warmup", CLOSED | RATE | PUSH | THINK},
        {"time", "window", CLOSED | RATE | PUSH | THINK},
        {"time", "quick-warmup", CLOSED | RATE | PUSH | THINK},
        {"time", "quick-window", CLOSED | RATE | PUSH | THINK},
        {"time", "guard", CLOSED | RATE | PUSH | THINK},
        {"time", "limit", BATCH},
    };

    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        int line = scenario_line(s, uses[i].section, uses[i].name);

        if (line != 0 && !(uses[i].modes & 1 << s->mode))
            return scenario_complain(s, line, error,
                                     "'%s' has no meaning with mode = %s",
                                     uses[i].name, scenario_mode_name(s->mode));
    }
    return 0;
}

static int check_level(const struct scenario *s, const char *name,
                       const struct scenario_counts *counts, char *error)
{
    for (int i = 0; i < counts->count; i++)
        if (counts->values[i] < 10)
            return scenario_complain(
                s, scenario_line(s, "load", name), error,
                "mode = memory needs 10 '%s' or more: a tenth of them is the "
                "lower level",
                name);
    return 0;
}

static int check_memory(const struct scenario *s, char *error)
{
    int result;

    if (s->mode != SCENARIO_MEMORY)
        return 0;
    result =
        check_level(s, "connections", &s->sweeps[SWEEP_CONNECTIONS], error);
    return result < 0 ? result
                      : check_level(s, "quick-connections",
                                    &s->quick_connections, error);
}

static int check_batch(const struct scenario *s, char *error)
{
    int line = scenario_line(s, "load", "connections");

    if (s->mode != SCENARIO_BATCH)
        return 0;
    if (s->requests == SCENARIO_NO_COUNT)
        return scenario_complain(
            s, scenario_line(s, "scenario", "mode"), error,
            "mode = batch needs a number of 'requests' in [load]");
    for (int i = 0; i < s->sweeps[SWEEP_CONNECTIONS].count; i++)
        if (s->sweeps[SWEEP_CONNECTIONS].values[i] > s->requests)
            return scenario_complain(
                s, line, error,
                "%llu connections are more than the %llu requests",
                (unsigned long long)s->sweeps[SWEEP_CONNECTIONS].values[i],
                (unsigned long long)s->requests);
    return 0;
}

static int check_window(const struct scenario *s, const char *key, double rate,
                        uint64_t window, char *error)
{
    if (rate * (double)window / 1e9 >= SCENARIO_REQUESTS_A_WINDOW)
        return 0;
    return scenario_complain(s, scenario_line(s, "load", key), error,
                             "at %.0f a second a window of %llu ms has fewer "
                             "than %d requests",
                             rate, (unsigned long long)(window / CLOCK_MS),
                             SCENARIO_REQUESTS_A_WINDOW);
}

/* What a share comes to is known when saturation has been found. */
static int check_rates(const struct scenario *s, const char *key,
                       const struct scenario_counts *rates, uint64_t window,
                       char *error)
{
    int result = 0;

    for (int i = 0; i < rates->count && result == 0; i++) {
        uint64_t rate = rates->values[i];

        if (!sweep_is_share(rate))
            result = check_window(s, key, (double)rate, window, error);
        else if (s->mode != SCENARIO_RATE)
            result = scenario_complain(
                s, scenario_line(s, "load", key), error,
                "a share of saturation has no meaning with mode = %s",
                scenario_mode_name(s->mode));
    }
    return result;
}

static int check_rate(const struct scenario *s, char *error)
{
    bool own = scenario_line(s, "load", "quick-rate") != 0;
    int result;

    if (s->mode != SCENARIO_RATE && s->mode != SCENARIO_PUSH)
        return 0;
    if (s->sweeps[SWEEP_RATE].count == 0)
        return scenario_complain(s, scenario_line(s, "scenario", "mode"), error,
                                 "mode = %s needs a 'rate' in [load]",
                                 scenario_mode_name(s->mode));
    result = check_rates(s, "rate", &s->sweeps[SWEEP_RATE], s->window, error);
    if (result == 0)
        result = check_rates(s, own ? "quick-rate" : "rate", &s->quick_rates,
                             s->quick_window, error);
    return result;
}

/* One request a pause and connection, if answers took no time. */
static int check_pauses(const struct scenario *s,
                        const struct scenario_counts *connections,
                        uint64_t window, char *error)
{
    int result = 0;

    for (int i = 0; i < connections->count && result == 0; i++)
        result = check_window(
            s, "think", (double)connections->values[i] * 1e9 / (double)s->think,
            window, error);
    return result;
}

static int check_think(const struct scenario *s, char *error)
{
    int result;

    if (s->mode != SCENARIO_THINK)
        return 0;
    if (s->think == 0)
        return scenario_complain(s, scenario_line(s, "scenario", "mode"), error,
                                 "mode = think needs a 'think' in [load]");
    result = check_pauses(s, &s->sweeps[SWEEP_CONNECTIONS], s->window, error);
    return result < 0
               ? result
               : check_pauses(s, &s->quick_connections, s->quick_window, error);
}

static int check_hog(const struct scenario *s, char *error)
{
    int line = scenario_line(s, "load", "hog-every");

    if (line == 0 || s->hog > 0)
        return 0;
    return scenario_complain(s, line, error,
                             "'hog-every' needs a 'hog' in [load]");
}

/* Each point must have a bad connection. */
static int check_bad(const struct scenario *s, const char *key,
                     const struct scenario_counts *connections, char *error)
{
    for (int i = 0; i < connections->count; i++)
        if (connections->values[i] < s->faults_every)
            return scenario_complain(
                s, scenario_line(s, "load", key), error,
                "of %llu connections none would fetch the 'faults': every "
                "%lluth does",
                (unsigned long long)connections->values[i],
                (unsigned long long)s->faults_every);
    return 0;
}

static int check_faults(const struct scenario *s, char *error)
{
    int line = scenario_line(s, "target", "faults"), result;

    if (s->faults.count == 0 && scenario_line(s, "target", "faults-every") != 0)
        return scenario_complain(s, scenario_line(s, "target", "faults-every"),
                                 error,
                                 "'faults-every' needs 'faults' in [target]");
    if (s->faults.count == 0)
        return 0;
    for (int i = 0; i < s->faults.count; i++)
        if (ordered_error(s->faults.values[i]) == 0)
            return scenario_complain(
                s, line, error,
                "'%s' is no fault that always ends in the same way; "
                "/fault/stall, /fault/reset and /fault/body are",
                s->faults.values[i]);
    if (s->sweeps[SWEEP_IDLE].count > 0)
        return scenario_complain(s, line, error,
                                 "'faults' do not go with 'idle' connections");
    result = check_bad(s, "connections", &s->sweeps[SWEEP_CONNECTIONS], error);
    return result < 0 ? result
                      : check_bad(s, "quick-connections", &s->quick_connections,
                                  error);
}

static bool is_push_path(const char *path)
{
    return strncmp(path, "/push/", 6) == 0;
}

/* Only a server that knows the schedule can answer these. */
static int check_push(const struct scenario *s, char *error)
{
    bool push = s->mode == SCENARIO_PUSH;
    int line = scenario_line(s, "load", "active");

    for (int i = 0; i < s->paths.count; i++)
        if (is_push_path(s->paths.values[i]) != push)
            return scenario_complain(
                s, scenario_line(s, "target", "path"), error,
                push ? "the path '%s' does not wait for a push; "
                       "with mode = push it is /push/N"
                     : "the path '%s' needs mode = push",
                s->paths.values[i]);
    if (push && s->arrivals == SCHEDULE_BURST)
        return scenario_complain(s, scenario_line(s, "load", "arrivals"), error,
                                 "a push has no bursts: 'arrivals' is poisson "
                                 "or even with mode = push");
    for (int i = 0; push && i < s->sweeps[SWEEP_CONNECTIONS].count; i++)
        if (s->active != SCENARIO_NO_COUNT &&
            s->active > s->sweeps[SWEEP_CONNECTIONS].values[i])
            return scenario_complain(
                s, line, error,
                "%llu active connections are more than the %llu "
                "connections",
                (unsigned long long)s->active,
                (unsigned long long)s->sweeps[SWEEP_CONNECTIONS].values[i]);
    return 0;
}

int scenario_check(const struct scenario *s, char *error)
{
    static int (*const checks[])(const struct scenario *, char *) = {
        check_mode,   check_batch, check_memory,
        check_rate,   check_think, check_hog,
        check_faults, check_push,  scenario_check_points};
    int result = 0;

    for (size_t i = 0; i < sizeof checks / sizeof *checks && result == 0; i++)
        result = checks[i](s, error);
    return result;
}
