#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_sets.h"
#include "target.h"

/* One a line, so that a new file is a new line. */
/* clang-format off */
static const struct check_set *const sets[] = {
    &check_answers,
    &check_faults,
    &check_connect,
    &check_limits,
    &check_jobs,
    &check_leaks,
    &check_many,
    &check_ports,
};
/* clang-format on */

enum { SETS = sizeof sets / sizeof *sets };

static size_t add_group(const struct check_case **list, size_t n,
                        enum check_group group)
{
    for (size_t set = 0; set < SETS; set++)
        for (size_t i = 0; i < sets[set]->count; i++)
            if (sets[set]->cases[i].group == group)
                list[n++] = &sets[set]->cases[i];
    return n;
}

const struct check_case **check_all(size_t *count)
{
    const struct check_case **list;
    size_t n = 0;

    *count = 0;
    for (size_t set = 0; set < SETS; set++)
        *count += sets[set]->count;
    list = calloc(*count, sizeof *list);
    for (int group = 0; list && group < CHECK_GROUPS; group++)
        n = add_group(list, n, (enum check_group)group);
    return list;
}

const char *check_group_name(enum check_group group)
{
    switch (group) {
    case CHECK_WHOLE:
        return "whole";
    case CHECK_SPLIT:
        return "split";
    case CHECK_LARGE:
        return "large";
    case CHECK_SLOW:
        return "slow";
    case CHECK_ENDED:
        return "ended";
    case CHECK_WRONG:
        return "wrong";
    case CHECK_LIMITS:
        return "limits";
    case CHECK_JOBS:
        return "jobs";
    case CHECK_GROUPS:
        break;
    }
    return "?";
}

static void tell(struct check *c, enum check_state state, const char *format,
                 va_list values)
{
    c->result->state = state;
    vsnprintf(c->result->text, sizeof c->result->text, format, values);
}

void check_fail(struct check *c, const char *format, ...)
{
    va_list values;

    if (c->result->state == CHECK_FAILED)
        return;
    va_start(values, format);
    tell(c, CHECK_FAILED, format, values);
    va_end(values);
}

void check_skip(struct check *c, const char *format, ...)
{
    va_list values;

    if (!check_goes_on(c))
        return;
    va_start(values, format);
    tell(c, CHECK_NOT_RUN, format, values);
    va_end(values);
}

void check_note(struct check *c, const char *format, ...)
{
    va_list values;

    if (!check_goes_on(c))
        return;
    va_start(values, format);
    tell(c, c->result->state, format, values);
    va_end(values);
}

bool check_goes_on(const struct check *c)
{
    return c->result->state != CHECK_FAILED &&
           c->result->state != CHECK_NOT_RUN;
}

bool check_aim(struct check *c, struct target *target, const char *host,
               unsigned port, const char *path, uint64_t body)
{
    bool six = strchr(host, ':') != NULL;
    char url[256], why[256];

    snprintf(url, sizeof url, "http://%s%s%s:%u%s", six ? "[" : "", host,
             six ? "]" : "", port, path);
    if (target_init(target, url, true, why, sizeof why) < 0) {
        check_skip(c, "%s", why);
        target_free(target);
        memset(target, 0, sizeof *target);
        return false;
    }
    if (body != CHECK_ANY_BODY)
        target_expect_pattern(target, body);
    return true;
}
