/*
 * latency.hlog: HdrHistogram's interval log, version 1.3. Source: the
 * reference implementation in Java, HistogramLogWriter.java and
 * HistogramLogReader.java of HdrHistogram 2.1.
 *
 * The histograms are those of the records, character by character. A tag,
 * which may hold neither comma nor blank, tells the cell.
 */
#include "report_export.h"

#include <stdint.h>
#include <stdio.h>

#include "report_name.h"

bool report_has_latency(const struct report_summary *s)
{
    for (size_t i = 0; i < s->rounds->count; i++) {
        if (s->used[i] && s->rounds->records[i].service.hdr != NULL)
            return true;
    }
    return false;
}

/* Days from 1970-01-01; the year starts in March here, so that the leap day
 * is its last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t years = month < 3 ? year - 1 : year;
    int64_t months = (month + 9) % 12;

    return years * 365 + years / 4 - years / 100 + years / 400 +
           (months * 153 + 2) / 5 + day - 1 - 719468;
}

/* Seconds since the epoch of "2026-02-03T10:20:30Z"; false: it is none. */
static bool seconds_of(const char *utc, int64_t *seconds)
{
    int year, month, day, hour, minute, second, end = 0;

    if (utc == NULL || sscanf(utc, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month,
                              &day, &hour, &minute, &second, &end) != 6)
        return false;
    if (end != 20 || utc[end] != '\0' || month < 1 || month > 12)
        return false;
    *seconds =
        ((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return true;
}

/* BaseTime is what the intervals' times count from. */
static void put_head(FILE *file, const struct report_manifest *m)
{
    const char *created = report_manifest_text(m, NULL, "created");
    int64_t seconds;

    fputs("#[Logged with muxbench: ns; service times, of mode rate and think "
          "response times, of push reaction times]\n"
          "#[Histogram log format version 1.3]\n",
          file);
    if (seconds_of(created, &seconds))
        fprintf(file,
                "#[BaseTime: %lld.000 (seconds since epoch)]\n"
                "#[StartTime: %lld.000 (seconds since epoch), %s]\n",
                (long long)seconds, (long long)seconds, created);
    fputs("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
          "\"Interval_Compressed_Histogram\"\n",
          file);
}

/* Times in seconds; the highest value in ms, as the Java library has it. */
static void put_interval(FILE *file, const struct record *r)
{
    double length = r->window_ns == RECORD_NONE ? 0 : (double)r->window_ns;

    fputs("Tag=", file);
    report_name_put_cell(file, '/', r->scenario, r->point, r->backend, r->twin);
    fprintf(file, ",%.3f,%.3f,%.3f,%s\n", (double)r->at_ns / 1e9, length / 1e9,
            (double)record_latency(r)->max / 1e6, record_latency(r)->hdr);
}

int report_export_hlog(const struct report_summary *s, FILE *file)
{
    put_head(file, s->manifest);
    for (size_t i = 0; i < s->rounds->count; i++) {
        const struct record *r = &s->rounds->records[i];

        if (s->used[i] && record_latency(r)->hdr != NULL &&
            !record_saturated(r->due, r->backlog))
            put_interval(file, r);
    }
    return 0;
}
