#include "parse.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"

/* Read digits; returns the first byte behind them, NULL when it overflows. */
static const char *read_digits(const char *text, uint64_t *out)
{
    uint64_t number = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        if (number > (UINT64_MAX - digit) / 10)
            return NULL;
        number = number * 10 + digit;
    }
    *out = number;
    return text;
}

int parse_count(const char *text, uint64_t *out)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || text[digits] != '\0')
        return -EINVAL;
    return read_digits(text, out) != NULL ? 0 : -ERANGE;
}

int parse_count_within(const char *text, uint64_t low, uint64_t high,
                       uint64_t *out)
{
    uint64_t number;
    int error = parse_count(text, &number);

    if (error < 0)
        return error;
    if (number < low || number > high)
        return -ERANGE;
    *out = number;
    return 0;
}

/* Nanoseconds in a unit; 0 when there is no such unit. */
static uint64_t unit_ns(const char *unit)
{
    static const struct {
        const char *name;
        uint64_t ns;
    } units[] = {
        {"us", CLOCK_US},    {"ms", CLOCK_MS},      {"s", CLOCK_S},
        {"m", 60 * CLOCK_S}, {"h", 3600 * CLOCK_S},
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].name) == 0)
            return units[i].ns;
    }
    return 0;
}

/* ".25" of a unit in ns; moves *text behind it. */
static uint64_t read_fraction(const char **text, uint64_t unit)
{
    uint64_t ns = 0;

    for (*text += 1; **text >= '0' && **text <= '9'; *text += 1) {
        unit /= 10;
        ns += unit * (uint64_t)(**text - '0');
    }
    return ns;
}

int parse_time(const char *text, uint64_t *out_ns)
{
    size_t digits = strspn(text, "0123456789");
    const char *point = text + digits;
    size_t decimals = *point == '.' ? strspn(point + 1, "0123456789") : 0;
    uint64_t unit = unit_ns(*point == '.' ? point + 1 + decimals : point);
    uint64_t number, fraction = 0;

    if (digits == 0 || unit == 0 || (*point == '.' && decimals == 0))
        return -EINVAL;
    if (read_digits(text, &number) == NULL)
        return -ERANGE;
    if (*point == '.')
        fraction = read_fraction(&point, unit);
    if (number > (CLOCK_NEVER - 1 - fraction) / unit)
        return -ERANGE;
    *out_ns = number * unit + fraction;
    return 0;
}

char *parse_next(char **list)
{
    char *part = *list;

    if (!part)
        return NULL;
    *list = strchr(part, ',');
    if (*list)
        *(*list)++ = '\0';
    return part;
}
