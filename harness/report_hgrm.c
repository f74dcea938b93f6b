/*
 * hgrm/: percentiles as HdrHistogram's outputPercentileDistribution() prints
 * them: five steps to each halving of the distance to 100 %. Source: the
 * reference implementation in Java, AbstractHistogram.java and
 * PercentileIterator.java of HdrHistogram 2.1. Its readers take a line that
 * begins with '#' as a comment, so the unit stands in one more at the end.
 */
#include "report_export.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "histogram.h"
#include "report_file.h"
#include "report_mode.h"
#include "report_name.h"

enum { STEPS_PER_HALF = 5, SUB_BUCKETS = 2048 };

#define NS_PER_UNIT 1000.0 /* microseconds, whose three decimals are ns */

/* From one percentile to the next: a fifth of 50, 25, 12.5, ... */
static double step_after(double percentile)
{
    double half = 50;

    while (100 - percentile <= half)
        half /= 2;
    return half / STEPS_PER_HALF;
}

/* Lines for all steps that the values up to this bucket reach. */
static void put_steps(FILE *file, const struct histogram *h, uint64_t highest,
                      uint64_t count, double *percentile)
{
    do {
        fprintf(file, "%12.3f %.12f %10" PRIu64 " %14.2f\n",
                (double)highest / NS_PER_UNIT, *percentile / 100, count,
                1 / (1 - *percentile / 100));
        *percentile += step_after(*percentile);
    } while (count < h->total &&
             100.0 * (double)count / (double)h->total >= *percentile);
}

static void put_percentiles(FILE *file, const struct histogram *h)
{
    struct histogram_bucket bucket = {0};
    double percentile = 0;
    uint64_t count = 0;

    while (histogram_next(h, &bucket)) {
        count += bucket.count;
        if (100.0 * (double)count / (double)h->total >= percentile)
            put_steps(file, h, bucket.highest, count, &percentile);
    }
    fprintf(file, "%12.3f %.12f %10" PRIu64 "\n",
            (double)histogram_max(h) / NS_PER_UNIT, 1.0, count);
}

static double deviation(const struct histogram *h, double mean)
{
    struct histogram_bucket bucket = {0};
    double squares = 0;

    while (histogram_next(h, &bucket)) {
        uint64_t size = bucket.highest - bucket.lowest + 1;
        double off = (double)(bucket.lowest + size / 2) - mean;

        squares += off * off * (double)bucket.count;
    }
    return sqrt(squares / (double)h->total);
}

static void put_name(FILE *file, char separator, const struct report_point *p,
                     const struct report_cell *cell)
{
    report_name_put_cell(file, separator, p->scenario->name, p->name,
                         cell->backend->name, cell->twin);
}

static void put_cell(FILE *file, const struct report_point *p,
                     const struct report_cell *cell)
{
    const struct histogram *h = cell->pooled;
    double mean = histogram_mean(h);

    fprintf(file, "%12s %14s %10s %14s\n\n", "Value", "Percentile",
            "TotalCount", "1/(1-Percentile)");
    put_percentiles(file, h);
    fprintf(file, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
            mean / NS_PER_UNIT, deviation(h, mean) / NS_PER_UNIT);
    fprintf(file, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
            (double)histogram_max(h) / NS_PER_UNIT, h->total);
    /* All buckets but the first have their upper half only. */
    fprintf(file, "#[Buckets = %12zu, SubBuckets     = %12d]\n",
            h->length / (SUB_BUCKETS / 2) - 1, SUB_BUCKETS);
    fprintf(file, "# %s in microseconds: ",
            mode_measures(p->scenario->mode)->latency);
    put_name(file, '/', p, cell);
    fprintf(file, ", all requests of %zu rounds\n", cell->round_count);
}

/* A stream into memory, closed: its text, to be freed; NULL: out of memory. */
static char *end_text(FILE *file, char **text)
{
    bool failed = ferror(file) != 0;

    if (fclose(file) == 0 && !failed)
        return *text;
    free(*text);
    return NULL;
}

static char *name_of(const struct report_point *p,
                     const struct report_cell *cell)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    if (file == NULL)
        return NULL;
    put_name(file, '.', p, cell);
    fputs(".hgrm", file);
    return end_text(file, &text);
}

static char *text_of(const struct report_point *p,
                     const struct report_cell *cell)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    if (file == NULL)
        return NULL;
    put_cell(file, p, cell);
    return end_text(file, &text);
}

/* A cell that has no latency any more keeps no file of an earlier report. */
static int write_cell(const struct report_point *p,
                      const struct report_cell *cell, const char *dir,
                      char *error, size_t error_size)
{
    char *name = name_of(p, cell), *text = NULL;
    int result = 0;

    if (name != NULL && cell->pooled == NULL) {
        report_file_remove(dir, name);
    } else {
        text = name == NULL ? NULL : text_of(p, cell);
        result = text == NULL
                     ? -ENOMEM
                     : report_file_write(dir, name, text, error, error_size);
    }
    if (result == -ENOMEM)
        snprintf(error, error_size, "%s: out of memory", dir);
    free(name);
    free(text);
    return result;
}

int report_write_hgrm(const struct report_summary *s, const char *run,
                      char *error, size_t error_size)
{
    char *dir;
    int result = report_file_directory(run, "hgrm", &dir, error, error_size);

    for (size_t i = 0; i < s->point_count && result == 0; i++) {
        const struct report_point *p = &s->points[i];

        for (size_t k = 0; k < p->cell_count && result == 0; k++)
            result = write_cell(p, &p->cells[k], dir, error, error_size);
    }
    free(dir);
    return result;
}
