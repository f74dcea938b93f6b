#include "report_axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct scale {
    double size;
    const char *name;
};

/* The unit a value is told in. */
static struct scale scale_of(enum quantity q, double high)
{
    bool time = q == QUANTITY_TIME;

    if (q == QUANTITY_COUNT || q == QUANTITY_RATIO)
        return (struct scale){1, ""};
    if (q == QUANTITY_SHARE)
        return (struct scale){.01, " %"};
    if (q == QUANTITY_BYTES && high >= 1024 * 1024)
        return (struct scale){1024 * 1024, " MiB"};
    if (q == QUANTITY_BYTES)
        return high >= 1024 ? (struct scale){1024, " KiB"}
                            : (struct scale){1, " B"};
    if (high >= 1e9)
        return (struct scale){1e9, time ? " s" : "G"};
    if (high >= 1e6)
        return (struct scale){1e6, time ? " ms" : "M"};
    if (high >= 1e3)
        return (struct scale){1e3, time ? " us" : "k"};
    return (struct scale){1, time ? " ns" : ""};
}

/* gnuplot takes a label for a format: % has to stand twice. */
static void add_tic(struct axis *a, const char *label, double value)
{
    size_t length = strlen(a->tics);
    char doubled[64];
    size_t to = 0;

    for (; *label != '\0' && to < sizeof doubled - 2; label++) {
        if (*label == '%')
            doubled[to++] = '%';
        doubled[to++] = *label;
    }
    doubled[to] = '\0';
    snprintf(a->tics + length, sizeof a->tics - length, "%s'%s' %.9g",
             length == 0 ? "" : ", ", doubled, value);
}

/* The smallest of 1, 2, 5, 10, 20, ... that is not below x. */
static double round_step(double x)
{
    double power = pow(10, floor(log10(x)));
    double lead = x / power;

    if (lead <= 1.0001)
        return power;
    if (lead <= 2.0001)
        return 2 * power;
    return lead <= 5.0001 ? 5 * power : 10 * power;
}

void axis_linear(struct axis *a, enum quantity q, double highest, int labels)
{
    /* Steps are round in multiples of 1024, too. */
    double unit = q == QUANTITY_BYTES ? scale_of(q, highest).size : 1;
    double step = unit * round_step(highest * 1.02 / labels / unit);
    int steps = (int)ceil(highest * 1.02 / step);
    struct scale s = scale_of(q, step * steps);

    memset(a, 0, sizeof *a);
    a->high = step * steps;
    a->unit = q == QUANTITY_TIME ? s.name + 1 : "";
    for (int i = 0; i <= steps; i++) {
        char label[48];

        snprintf(label, sizeof label, "%.4g%s", step * i / s.size,
                 i == 0 || q == QUANTITY_TIME ? "" : s.name);
        add_tic(a, label, step * i);
    }
}

/* Which places of which powers of ten are marked. */
struct marks {
    int count; /* of the leads */
    double leads[3];
    int every; /* so many powers */
};

/* Mark the places; how many there are. */
static int mark(struct axis *a, enum quantity q, const struct marks *m)
{
    int count = 0;
    int from = (int)floor(log10(a->low)), to = (int)ceil(log10(a->high));

    a->tics[0] = '\0';
    for (int power = from; power <= to; power++) {
        for (int i = 0; i < m->count && power % m->every == 0; i++) {
            double value = m->leads[i] * pow(10, power);
            struct scale s = scale_of(q, value * 1.0001);
            char label[48];

            if (value < a->low || value > a->high)
                continue;
            snprintf(label, sizeof label, "%.4g%s", value / s.size, s.name);
            add_tic(a, label, value);
            count++;
        }
    }
    return count;
}

void axis_log(struct axis *a, enum quantity q, double lowest, double highest,
              int labels)
{
    static const struct marks choices[] = {
        {3, {1, 2, 5}, 1}, {2, {1, 3}, 1}, {1, {1}, 1},
        {1, {1}, 2},       {1, {1}, 3},
    };
    size_t i = 0;

    memset(a, 0, sizeof *a);
    a->log = true;
    a->unit = "";
    a->low = lowest / 1.25;
    a->high = highest * 1.25;
    while (mark(a, q, &choices[i]) > labels &&
           i + 1 < sizeof choices / sizeof *choices)
        i++;
}

/* 1, and so many steps to either side. */
static void mark_steps(struct axis *a, double step)
{
    int from = (int)ceil((a->low - 1) / step);
    int to = (int)floor((a->high - 1) / step);

    for (int i = from; i <= to; i++) {
        char label[48];

        snprintf(label, sizeof label, "%.4g", 1 + i * step);
        add_tic(a, label, 1 + i * step);
    }
}

void axis_ratio(struct axis *a, double lowest, double highest, int labels)
{
    static const double steps[] = {.01, .02, .05, .1, .2, .25, .5};
    double far;

    lowest = fmin(lowest, 1);
    highest = fmax(highest, 1);
    far = fmax(highest, 1 / lowest);
    if (far > 2.5) {
        axis_log(a, QUANTITY_RATIO, lowest, highest, labels);
        return;
    }
    memset(a, 0, sizeof *a);
    a->log = true;
    a->unit = "";
    far = fmax(far, 1.01); /* where all is 1 */
    a->low = lowest / pow(far, .1);
    a->high = highest * pow(far, .1);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if ((a->high - a->low) / steps[i] < labels) {
            mark_steps(a, steps[i]);
            return;
        }
    mark_steps(a, 1);
}

double axis_place(const struct axis *a, double value)
{
    if (a->log)
        return log(value / a->low) / log(a->high / a->low);
    return (value - a->low) / (a->high - a->low);
}

/*
 * With z[i] = place[i] - i * gap, "at least gap apart" becomes "not falling",
 * and the nearest sequence that does not fall is found by pooling neighbours
 * that do (isotonic regression). Each pool is a block of labels in touch.
 */
void axis_spread(double *places, size_t count, double gap)
{
    double highest = 1 - gap * (double)(count == 0 ? 0 : count - 1);

    for (size_t i = 0; i < count; i++)
        places[i] -= gap * (double)i;
    for (size_t end = 1; end <= count; end++) {
        size_t begin = end - 1;

        /* Pool [begin, end) with what comes before while that is higher. */
        while (begin > 0 && places[begin - 1] > places[end - 1]) {
            double sum = 0;
            double before = places[begin - 1];

            while (begin > 0 && places[begin - 1] == before)
                begin--;
            for (size_t i = begin; i < end; i++)
                sum += places[i];
            for (size_t i = begin; i < end; i++)
                places[i] = sum / (double)(end - begin);
        }
    }
    for (size_t i = 0; i < count; i++)
        places[i] =
            fmax(0, fmin(places[i], fmax(highest, 0))) + gap * (double)i;
}
