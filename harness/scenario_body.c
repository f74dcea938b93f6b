#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"
#include "scenario.h"

/* What /delay/MS answers, see server.h. */
#define DELAY_BODY 128

/* The number behind `prefix`, up to a '?' or the end. */
static bool number_behind(const char *path, const char *prefix,
                          uint64_t *number)
{
    size_t n = strlen(prefix), digits;
    char text[24];

    if (strncmp(path, prefix, n) != 0)
        return false;
    digits = strcspn(path + n, "?");
    if (digits >= sizeof text)
        return false;
    memcpy(text, path + n, digits);
    text[digits] = '\0';
    return parse_count(text, number) == 0;
}

bool scenario_body_length(const char *path, uint64_t *length)
{
    static const char *const prefixes[] = {
        "/bytes/", "/stream/",        "/until-close/",
        "/push/",  "/fault/dribble/", "/fault/close-after/"};
    uint64_t ms;

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (number_behind(path, prefixes[i], length))
            return true;
    *length = DELAY_BODY;
    return number_behind(path, "/delay/", &ms);
}

uint64_t scenario_expected(const struct scenario *s, int index)
{
    uint64_t length = s->expect;

    if (length == SCENARIO_NO_COUNT)
        scenario_body_length(s->paths.values[index], &length);
    return length;
}
