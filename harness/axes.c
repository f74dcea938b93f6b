#include "axes.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "goal.h"
#include "parse.h"

/* The text behind "LABEL=" in "conns=64/idle=1000", up to the next '/'. */
static bool label_text(const char *name, const char *label, char *text,
                       size_t size)
{
    size_t n = strlen(label);

    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, label, n) != 0 || at[n] != '=')
            continue;
        snprintf(text, size, "%.*s", (int)strcspn(at + n + 1, "/"), at + n + 1);
        return true;
    }
    return false;
}

static const char *key_text(const struct report_point *p, const char *key)
{
    return json_string_value(json_object_get(p->scenario->keys, key));
}

/* False: neither is a whole number. */
static bool number_of(const struct report_point *p, const char *label,
                      const char *key, uint64_t *number)
{
    const char *value = key_text(p, key);
    char text[32];

    if (label_text(p->name, label, text, sizeof text))
        return parse_count(text, number) == 0;
    return value && parse_count(value, number) == 0;
}

/* Of all paths; several lengths are mixed. */
static uint64_t size_of_paths(const char *paths)
{
    uint64_t size = AXES_UNKNOWN;

    while (paths) {
        size_t n = strcspn(paths, ",");
        char path[SCENARIO_TEXT_MAX];
        uint64_t length;

        snprintf(path, sizeof path, "%.*s", (int)n, paths);
        path[strcspn(path, " \t")] = '\0';
        if (!scenario_body_length(path, &length))
            return AXES_UNKNOWN;
        if (size != AXES_UNKNOWN && size != length)
            return AXES_MIXED;
        size = length;
        paths += n;
        paths = *paths == ',' ? paths + 1 + strspn(paths + 1, " \t") : NULL;
    }
    return size;
}

static uint64_t size_of(const struct report_point *p)
{
    uint64_t size;
    char text[32];

    if (number_of(p, "size", "target.size", &size))
        return size;
    if (label_text(p->name, "size", text, sizeof text))
        return strcmp(text, "mixed") == 0 ? AXES_MIXED : AXES_UNKNOWN;
    if (number_of(p, "expect", "target.expect", &size))
        return size;
    return size_of_paths(key_text(p, "target.path"));
}

/* Where memory is measured all of them wait. Those of a push that get no
 * answers are part of the connections; those of a closed scenario come on top.
 */
struct axes axes_of(const struct report_point *p)
{
    struct axes axes = {.connections = (uint64_t)p->connections,
                        .size = size_of(p),
                        .cores = 1};
    uint64_t number;

    if (goal_measure(GOAL_MEMORY, p->scenario->mode) != MEASURE_COUNT) {
        axes.idle = axes.connections;
    } else if (p->scenario->mode == SCENARIO_PUSH) {
        if (number_of(p, "active", "load.active", &number) &&
            number < axes.connections)
            axes.idle = axes.connections - number;
    } else if (number_of(p, "idle", "load.idle", &number)) {
        axes.idle = number;
        axes.connections += number;
    }
    if (number_of(p, "threads", "load.threads", &number))
        axes.cores = number;
    return axes;
}

double axes_idle_share(const struct axes *axes)
{
    return axes->connections == 0
               ? 0
               : (double)axes->idle / (double)axes->connections;
}

void axes_share_text(const struct axes *axes, char text[AXES_TEXT_MAX])
{
    snprintf(text, AXES_TEXT_MAX, "%.3g %%", 100 * axes_idle_share(axes));
}

void axes_size_text(uint64_t size, char text[AXES_TEXT_MAX])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    size_t i = 0;

    if (size == AXES_MIXED || size == AXES_UNKNOWN) {
        snprintf(text, AXES_TEXT_MAX, "%s",
                 size == AXES_MIXED ? "mixed" : "unknown");
        return;
    }
    for (; i < 3 && size > 0 && size % 1024 == 0; i++)
        size /= 1024;
    snprintf(text, AXES_TEXT_MAX, "%" PRIu64 " %s", size, units[i]);
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

int axes_compare(const struct axes *a, const struct axes *b)
{
    int by_connections = order(a->connections, b->connections);
    int by_idle = order(a->idle, b->idle), by_size = order(a->size, b->size);

    return by_connections ? by_connections
           : by_idle      ? by_idle
           : by_size      ? by_size
                          : order(a->cores, b->cores);
}
