#include "report_format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct unit {
    double size; /* of one unit, in the quantity's own */
    const char *name;
};

static const struct unit *units(enum quantity q)
{
    static const struct unit rate[] = {
        {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}, {0, NULL}};
    static const struct unit time[] = {
        {1e9, " s"}, {1e6, " ms"}, {1e3, " us"}, {1, " ns"}, {0, NULL}};
    static const struct unit bytes[] = {{1073741824, " GiB"},
                                        {1048576, " MiB"},
                                        {1024, " KiB"},
                                        {1, " B"},
                                        {0, NULL}};
    static const struct unit share[] = {{.01, " %"}, {0, NULL}};
    static const struct unit plain[] = {{1, ""}, {0, NULL}};

    switch (q) {
    case QUANTITY_RATE:
        return rate;
    case QUANTITY_TIME:
        return time;
    case QUANTITY_BYTES:
        return bytes;
    case QUANTITY_SHARE:
        return share;
    case QUANTITY_COUNT:
    case QUANTITY_RATIO:
        return plain;
    }
    return plain;
}

/* How a number is written: its unit, and digits behind the point. */
struct style {
    struct unit unit;
    int digits;
};

/* The largest unit the value has one of, three significant digits. What rounds
 * up to 1000 of a unit gets the next larger one. */
static struct style style_of(enum quantity q, double value)
{
    const struct unit *u = units(q);
    double scaled = fabs(value);

    while (u[1].name != NULL && scaled < u->size * .9995)
        u++;
    scaled /= u->size;
    if (q == QUANTITY_RATIO)
        return (struct style){*u, scaled < 9.9995   ? 3
                                  : scaled < 99.995 ? 1
                                                    : 0};
    return (struct style){*u, scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0};
}

void format_number(char *room, enum quantity q, double value)
{
    struct style s;

    if (isnan(value)) {
        strcpy(room, "-");
        return;
    }
    s = style_of(q, value);
    snprintf(room, FORMAT_SIZE, "%.*f%s", s.digits, value / s.unit.size,
             s.unit.name);
}

void format_value(char *room, enum quantity q, const struct report_value *v)
{
    char number[FORMAT_SIZE];
    struct style s;

    format_number(number, q, v->n == 0 ? (double)NAN : v->e.value);
    if (v->n == 0) {
        strcpy(room, number);
        return;
    }
    if (!report_has_interval(v)) {
        snprintf(room, FORMAT_SIZE, "%.40s (no interval, n = %zu)", number,
                 v->n);
        return;
    }
    s = style_of(q, v->e.value);
    snprintf(room, FORMAT_SIZE, "%.40s (%.*f to %.*f)", number, s.digits,
             v->e.low / s.unit.size, s.digits, v->e.high / s.unit.size);
}

void format_difference(char *room, double factor)
{
    double share = 100 * (fmax(factor, 1 / factor) - 1);

    if (isnan(factor))
        strcpy(room, "unknown");
    else
        snprintf(room, FORMAT_SIZE, "%.*f %%", share < 9.95 ? 1 : 0, share);
}

void format_change(char *room, double low, double high)
{
    double least = 100 * (low > 1 ? low - 1 : 1 - high);
    double most = 100 * (low > 1 ? high - 1 : 1 - low);
    int fine = most < 9.95 || most - least < 2;
    int digits = high < .1 ? 4 : high < 1 ? 3 : high < 10 ? 2 : 1;

    if (high >= 2 || low <= .5)
        snprintf(room, FORMAT_SIZE, "%.*f to %.*f times", digits, low, digits,
                 high);
    else
        snprintf(room, FORMAT_SIZE, "%.*f to %.*f %%", fine, least, fine, most);
}
