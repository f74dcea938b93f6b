#include "scenario_check.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"

__attribute__((format(printf, 4, 5))) int scenario_complain(
    const struct scenario *s, int line, char *error, const char *format, ...)
{
    va_list args;
    int n;

    if (*error)
        return -EINVAL;
    n = line > 0 ? snprintf(error, SCENARIO_ERROR_MAX, "%s:%d: ", s->file, line)
                 : snprintf(error, SCENARIO_ERROR_MAX, "%s: ", s->file);
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

static int line_of(const struct scenario *s, const char *section,
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
        PUSH = 1 << SCENARIO_PUSH
    };
    static const struct {
        const char *section, *name;
        int modes; /* that have a use for it */
    } uses[] = {
        {"load", "rate", RATE | PUSH},
        {"load", "arrivals", RATE | PUSH},
        {"load", "active", PUSH},
        {"load", "requests", BATCH},
        {"load", "requests-per-connection", CLOSED | RATE},
        {"load", "think", CLOSED},
        {"time", "warmup", CLOSED | RATE | PUSH},
        {"time", "window", CLOSED | RATE | PUSH},
        {"time", "quick-warmup", CLOSED | RATE | PUSH},
        {"time", "quick-window", CLOSED | RATE | PUSH},
        {"time", "guard", CLOSED | RATE | PUSH},
        {"time", "limit", BATCH},
    };

    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        int line = line_of(s, uses[i].section, uses[i].name);

        if (line > 0 && !(uses[i].modes & 1 << s->mode))
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
                s, line_of(s, "load", name), error,
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
    result = check_level(s, "connections", &s->connections, error);
    return result < 0 ? result
                      : check_level(s, "quick-connections",
                                    &s->quick_connections, error);
}

static int check_batch(const struct scenario *s, char *error)
{
    int line = line_of(s, "load", "connections");

    if (s->mode != SCENARIO_BATCH)
        return 0;
    if (s->requests == SCENARIO_NO_COUNT)
        return scenario_complain(
            s, line_of(s, "scenario", "mode"), error,
            "mode = batch needs a number of 'requests' in [load]");
    for (int i = 0; i < s->connections.count; i++)
        if (s->connections.values[i] > s->requests)
            return scenario_complain(
                s, line, error,
                "%llu connections are more than the %llu requests",
                (unsigned long long)s->connections.values[i],
                (unsigned long long)s->requests);
    return 0;
}

/* With fewer requests the edges of the window, which are taken when a request
 * ends, would say little about its length. */
#define REQUESTS_A_WINDOW 100

static int check_window(const struct scenario *s, uint64_t window, char *error)
{
    for (int i = 0; i < s->rates.count; i++) {
        uint64_t rate = s->rates.values[i];

        if ((double)rate * (double)window / 1e9 < REQUESTS_A_WINDOW)
            return scenario_complain(
                s, line_of(s, "load", "rate"), error,
                "at %llu a second a window of %llu ms has fewer "
                "than %d requests",
                (unsigned long long)rate,
                (unsigned long long)(window / CLOCK_MS), REQUESTS_A_WINDOW);
    }
    return 0;
}

static int check_rate(const struct scenario *s, char *error)
{
    int result;

    if (s->mode != SCENARIO_RATE && s->mode != SCENARIO_PUSH)
        return 0;
    if (s->rates.count == 0)
        return scenario_complain(s, line_of(s, "scenario", "mode"), error,
                                 "mode = %s needs a 'rate' in [load]",
                                 scenario_mode_name(s->mode));
    result = check_window(s, s->window, error);
    return result < 0 ? result : check_window(s, s->quick_window, error);
}

static bool is_push_path(const char *path)
{
    return strncmp(path, "/push/", 6) == 0;
}

/* Only a server that knows the schedule can answer these. */
static int check_push(const struct scenario *s, char *error)
{
    bool push = s->mode == SCENARIO_PUSH;
    int line = line_of(s, "load", "active");

    for (int i = 0; i < s->paths.count; i++)
        if (is_push_path(s->paths.values[i]) != push)
            return scenario_complain(
                s, line_of(s, "target", "path"), error,
                push ? "the path '%s' does not wait for a push; "
                       "with mode = push it is /push/N"
                     : "the path '%s' needs mode = push",
                s->paths.values[i]);
    for (int i = 0; push && i < s->connections.count; i++)
        if (s->active != SCENARIO_NO_COUNT &&
            s->active > s->connections.values[i])
            return scenario_complain(
                s, line, error,
                "%llu active connections are more than the %llu "
                "connections",
                (unsigned long long)s->active,
                (unsigned long long)s->connections.values[i]);
    return 0;
}

static int check_threads(const struct scenario *s, char *error)
{
    for (int i = 0; i < s->connections.count; i++)
        if (s->connections.values[i] < s->threads)
            return scenario_complain(
                s, line_of(s, "load", "threads"), error,
                "%llu threads are more than the %llu connections",
                (unsigned long long)s->threads,
                (unsigned long long)s->connections.values[i]);
    return 0;
}

static int check_paths(const struct scenario *s, char *error)
{
    uint64_t length;

    for (int i = 0; i < s->paths.count; i++)
        if (s->expect == SCENARIO_NO_COUNT &&
            !scenario_body_length(s->paths.values[i], &length))
            return scenario_complain(
                s, line_of(s, "target", "path"), error,
                "the length of the body of '%s' cannot be told "
                "from the path; give 'expect' in [target]",
                s->paths.values[i]);
    return 0;
}

int scenario_check(const struct scenario *s, char *error)
{
    static int (*const checks[])(const struct scenario *, char *) = {
        check_mode,    check_batch, check_memory, check_rate,
        check_threads, check_push,  check_paths};
    int result = 0;

    for (size_t i = 0; i < sizeof checks / sizeof *checks && result == 0; i++)
        result = checks[i](s, error);
    return result;
}
