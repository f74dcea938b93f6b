/* exports: gobench.txt, latency.hlog and hgrm/ against the records. */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/report_export.h"
#include "harness/report_file.h"
#include "harness/report_name.h"
#include "tests/support_report.h"

struct run {
    char *dir;
    struct report_manifest manifest;
    struct record_list rounds;
    struct report_summary summary;
};

static void open_run(struct run *run, char *dir)
{
    char *manifest = report_file_path(dir, "manifest.json");
    char *rounds = report_file_path(dir, "rounds.jsonl"), error[300];

    run->dir = dir;
    if (report_manifest_read(&run->manifest, manifest, error, sizeof error))
        fail_msg("%s", error);
    assert_int_equal(record_read(&run->rounds, rounds), 0);
    assert_int_equal(
        report_summarise(&run->summary, &run->manifest, &run->rounds, NULL), 0);
    assert_int_equal(report_pool(&run->summary), 0);
    free(manifest);
    free(rounds);
}

static void close_run(struct run *run)
{
    report_summary_free(&run->summary);
    record_list_free(&run->rounds);
    report_manifest_free(&run->manifest);
    report_dir_remove(run->dir);
}

static char *export(const struct run *run,
                    int (*write)(const struct report_summary *, FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    assert_int_equal(write(&run->summary, file), 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

/* The next line without its end; NULL: there is none. Every line has an end. */
static char *next_line(char **at)
{
    char *line = *at, *end = strchr(line, '\n');

    if (*line == '\0')
        return NULL;
    assert_non_null(end);
    *end = '\0';
    *at = end + 1;
    return line;
}

/* The next round that counts, with a histogram or whatever it has. */
static const struct record *next_used(const struct run *run, size_t *i,
                                      bool with_service)
{
    for (; *i < run->rounds.count; ++*i) {
        const struct record *r = &run->rounds.records[*i];

        if (run->summary.used[*i] && (r->service.hdr != NULL || !with_service))
            return &run->rounds.records[(*i)++];
    }
    return NULL;
}

/* The grammar of https://go.dev/design/14313-benchmark-format and of
 * benchfmt's documentation, strictly: one blank between fields. */

static void assert_config(const char *line)
{
    const char *end = strstr(line, ": ");

    assert_non_null(end);
    assert_true(islower((unsigned char)*line));
    for (const char *at = line; at < end; at++)
        assert_true(!isspace((unsigned char)*at) &&
                    !isupper((unsigned char)*at) && *at != ':');
    assert_true(end[2] != '\0' && !isspace((unsigned char)end[2]));
}

/* benchunit scales what has "ns" or "MB" between '-', '/' and '*'. */
static void assert_unit(const char *unit)
{
    char copy[64];

    assert_true(*unit != '\0' && strlen(unit) < sizeof copy);
    strcpy(copy, unit);
    for (char *word = strtok(copy, "-/*"); word; word = strtok(NULL, "-/*")) {
        assert_string_not_equal(word, "ns");
        assert_string_not_equal(word, "MB");
    }
}

static void assert_better(const char *line)
{
    char unit[64], way[64], again[200];

    assert_int_equal(sscanf(line, "Unit %63s better=%63s", unit, way), 2);
    snprintf(again, sizeof again, "Unit %s better=%s", unit, way);
    assert_string_equal(line, again);
    assert_unit(unit);
    assert_string_equal(way,
                        strcmp(unit, "requests/s") == 0 ? "higher" : "lower");
}

/* The value with this unit in a line; NaN: there is none. */
static double value_in(const char *line, const char *unit)
{
    char wanted[80];
    const char *at;

    snprintf(wanted, sizeof wanted, " %s ", unit);
    at = strstr(line, wanted);
    if (at == NULL)
        return (double)NAN;
    while (at[-1] != ' ')
        at--;
    return strtod(at, NULL);
}

static void assert_value(const char *line, const char *unit, uint64_t amount,
                         double of)
{
    double value = value_in(line, unit), wanted = (double)amount / of;

    if (amount == RECORD_NONE)
        assert_true(isnan(value));
    else if (!(fabs(value - wanted) <= 1e-9 * fabs(wanted)))
        fail_msg("'%s': %s is not %.12g", line, unit, wanted);
}

static void assert_values(const char *line, const struct record *r)
{
    const struct record_service *s = &r->service;
    double requests = (double)r->requests;

    assert_value(line, "makespan-sec", r->makespan_ns, 1e9);
    assert_value(line, "slowest-sec", r->slowest_ns, 1e9);
    if (r->window_ns == RECORD_NONE)
        return;
    assert_value(line, "requests/s", r->requests, (double)r->window_ns / 1e9);
    assert_value(line, "p50-sec", s->p50, 1e9);
    assert_value(line, "p99-sec", s->p99, 1e9);
    assert_value(line, "p999-sec", s->p999, 1e9);
    assert_value(line, "cpu-sec/request",
                 r->client.cpu_user_ns + r->client.cpu_sys_ns, requests * 1e9);
    assert_value(line, "server-load", r->server_cpu_ns, (double)r->window_ns);
}

static void assert_benchmark(const char *line, const struct record *r)
{
    char copy[2000], wanted[300], *field, *end, *rest;
    int pairs = 0;

    snprintf(wanted, sizeof wanted, "Benchmark%c%s/backend=%s%s/%s ",
             toupper((unsigned char)*r->scenario), r->scenario + 1, r->backend,
             r->twin ? "-twin" : "", r->point);
    assert_int_equal(strncmp(line, wanted, strlen(wanted)), 0);
    snprintf(copy, sizeof copy, "%s", line + strlen(wanted));
    field = strtok_r(copy, " ", &rest);
    assert_int_equal(strtoull(field, &end, 10),
                     r->requests == RECORD_NONE ? 1 : r->requests);
    assert_int_equal(*end, '\0');
    while ((field = strtok_r(NULL, " ", &rest)) != NULL) {
        assert_true(isfinite(strtod(field, &end)) && *end == '\0');
        field = strtok_r(NULL, " ", &rest);
        assert_non_null(field);
        assert_true(isalpha((unsigned char)*field));
        pairs++;
    }
    assert_true(pairs > 0);
    assert_null(strstr(line, "  "));
    /* A blank at the end, so that the last unit is found like the others. */
    snprintf(copy, sizeof copy, "%s ", line);
    assert_values(copy, r);
}

static size_t compared_measures(void)
{
    size_t count = 0;

    for (int m = 0; m < MEASURE_COUNT; m++)
        count += measure_info((enum measure)m)->delta > 0;
    return count;
}

static void every_round_that_counts_is_a_benchmark_line(void **unused)
{
    struct run run;
    char *text, *at, *line;
    size_t i = 0, configs = 0, units = 0;
    const struct record *r;

    (void)unused;
    open_run(&run, report_dir_golden());
    text = at = export(&run, report_export_gobench);
    line = next_line(&at);
    assert_string_equal(line, "# muxbench 0.1.0, commit 1a2b3c4, "
                              "2026-02-03T10:20:30Z, seed 0123456789abcdef, "
                              "177 of 185 rounds count");
    for (line = next_line(&at); islower((unsigned char)*line); configs++) {
        assert_config(line);
        line = next_line(&at);
    }
    for (; strncmp(line, "Unit ", 5) == 0; units++) {
        assert_better(line);
        line = next_line(&at);
    }
    assert_int_equal(configs, 9);
    assert_int_equal(units, compared_measures());
    for (; line != NULL; line = next_line(&at)) {
        r = next_used(&run, &i, false);
        assert_non_null(r);
        assert_benchmark(line, r);
    }
    assert_null(next_used(&run, &i, false));
    free(text);
    close_run(&run);
}

static void texts_of_a_machine_stay_on_their_line(void **unused)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), *text;
    char *manifest = report_manifest_with("a CPU", "a\\nBenchmark 1 2 x\\t");
    struct run run;

    (void)unused;
    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    open_run(&run, dir);
    text = export(&run, report_export_gobench);
    assert_non_null(strstr(text, "\ncpu: a Benchmark 1 2 x \n"));
    assert_non_null(strstr(text, ", commit unknown, "));
    assert_null(strstr(text, "arch:"));
    free(text);
    free(manifest);
    close_run(&run);
}

/* A scenario is named like its file. */
static void assert_named(const char *scenario, const char *line)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), *text, *rounds, *at, from[] = "\"s\"";
    char to[100], *manifest;
    struct run run;

    snprintf(to, sizeof to, "\"name\":\"%s\",\"title\"", scenario);
    manifest = report_manifest_with("\"name\":\"s\",\"title\"", to);
    report_dir_fill(dir, rates, 1);
    rounds = report_dir_read(dir, "rounds.jsonl");
    at = strstr(rounds, from);
    assert_non_null(at);
    text = calloc(1, strlen(rounds) + 100);
    assert_non_null(text);
    sprintf(text, "%.*s\"%s\"%s", (int)(at - rounds), rounds, scenario,
            at + strlen(from));
    report_dir_write(dir, "rounds.jsonl", text);
    report_dir_write(dir, "manifest.json", manifest);
    free(text);
    open_run(&run, dir);
    text = export(&run, report_export_gobench);
    assert_non_null(strstr(text, line));
    free(text);
    free(rounds);
    free(manifest);
    close_run(&run);
}

static void any_name_makes_a_line(void **unused)
{
    (void)unused;
    assert_named("idle-1", "\nBenchmarkIdle-1/backend=epoll/conns=8 100 ");
    assert_named(" x/y", "\nBenchmark%20x%2Fy/backend=epoll/conns=8 100 ");
    assert_named("", "\nBenchmark/backend=epoll/conns=8 100 ");
}

static void names_stay_one_word_and_apart(void **unused)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    (void)unused;
    report_name_put_cell(file, '/', "a b/c", "conns=1,x", "\xc3\xbc.%", true);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(text, "a%20b%2Fc/conns=1%2Cx/%C3%BC%2E%25-twin");
    free(text);
}

static void assert_interval(const char *line, const struct record *r)
{
    struct histogram *h;
    char tag[256], wanted[256], *hdr = malloc(strlen(line));
    double start, length, highest;

    assert_non_null(hdr);
    assert_int_equal(sscanf(line, "Tag=%255[^,],%lf,%lf,%lf,%s", tag, &start,
                            &length, &highest, hdr),
                     5);
    snprintf(wanted, sizeof wanted, "%s/%s/%s%s", r->scenario, r->point,
             r->backend, r->twin ? "-twin" : "");
    assert_string_equal(tag, wanted);
    assert_true(fabs(start - (double)r->at_ns / 1e9) <= .0005001);
    assert_true(fabs(length - (double)r->window_ns / 1e9) <= .0005001);
    assert_true(fabs(highest - (double)r->service.max / 1e6) <= .0005001);
    assert_string_equal(hdr, r->service.hdr);
    assert_int_equal(histogram_from_base64(hdr, strlen(hdr), &h), 0);
    assert_int_equal(h->total, r->requests);
    histogram_destroy(h);
    free(hdr);
}

static void every_histogram_that_counts_is_an_interval(void **unused)
{
    struct run run;
    char *text, *at, *line;
    size_t i = 0;
    const struct record *r;

    (void)unused;
    open_run(&run, report_dir_golden());
    text = at = export(&run, report_export_hlog);
    for (int head = 0; head < 4; head++)
        assert_int_equal(*next_line(&at), '#');
    assert_int_equal(*next_line(&at), '"');
    while ((line = next_line(&at)) != NULL) {
        r = next_used(&run, &i, true);
        assert_non_null(r);
        assert_interval(line, r);
    }
    assert_null(next_used(&run, &i, true));
    free(text);
    close_run(&run);
}

/* What `date -u -d ... +%s` says. NULL: no time at all. */
static void assert_base_time(const char *created, const char *seconds)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), *text, wanted[100];
    char *manifest = report_manifest_with("2026-01-02T03:04:05Z", created);
    struct run run;

    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    open_run(&run, dir);
    text = export(&run, report_export_hlog);
    snprintf(wanted, sizeof wanted, "#[BaseTime: %s.000 (seconds since epoch)]",
             seconds == NULL ? "" : seconds);
    if (seconds == NULL)
        assert_null(strstr(text, "Time: "));
    else
        assert_non_null(strstr(text, wanted));
    free(text);
    free(manifest);
    close_run(&run);
}

static void intervals_count_from_the_start_of_the_run(void **unused)
{
    (void)unused;
    assert_base_time("1970-01-01T00:00:00Z", "0");
    assert_base_time("2000-02-29T12:00:00Z", "951825600");
    assert_base_time("2000-03-01T00:00:00Z", "951868800");
    assert_base_time("2024-12-31T23:59:59Z", "1735689599");
    assert_base_time("2100-03-01T00:00:00Z", "4107542400");
    assert_base_time("yesterday", NULL);
    assert_base_time("2026-13-02T03:04:05Z", NULL);
    assert_base_time("2026-01-02T03:04:05Z or so", NULL);
}

/* A value of the table, in ns, is that of its percentile, whose last digit is
 * rounded. At 0 % the histogram has the lowest value of the bucket. */
static void assert_percentile(const struct histogram *h, uint64_t value,
                              double share)
{
    if (share > 0)
        assert_in_range(value,
                        histogram_value_at_percentile(h, 100 * share - 1e-10),
                        histogram_value_at_percentile(h, 100 * share + 1e-10));
}

static void assert_table(char *text, const struct histogram *h)
{
    double value, share, inverse, last = -1;
    unsigned long long count = 0, total = 0;
    char *line, *at = text;
    int fields;

    assert_string_equal(next_line(&at), "       Value     Percentile "
                                        "TotalCount 1/(1-Percentile)");
    assert_string_equal(next_line(&at), "");
    while ((line = next_line(&at)) != NULL && *line == ' ') {
        uint64_t ns;

        fields =
            sscanf(line, "%lf %lf %llu %lf", &value, &share, &count, &inverse);
        assert_int_equal(fields, share < 1 ? 4 : 3);
        assert_true(share > last && count >= total);
        ns = (uint64_t)llround(value * 1000);
        assert_percentile(h, ns, share);
        assert_int_equal(count, histogram_count_at_or_below(h, ns));
        last = share;
        total = count;
    }
    assert_true(last == 1);
    assert_int_equal(total, h->total);
}

static void every_cell_has_its_percentiles(void **unused)
{
    struct run run;
    char error[300], *text, name[300];
    int tables = 0;

    (void)unused;
    open_run(&run, report_dir_golden());
    assert_int_equal(
        report_write_hgrm(&run.summary, run.dir, error, sizeof error), 0);
    for (size_t i = 0; i < run.summary.point_count; i++) {
        const struct report_point *p = &run.summary.points[i];

        for (size_t k = 0; k < p->cell_count; k++) {
            const struct report_cell *cell = &p->cells[k];

            if (cell->pooled == NULL)
                continue;
            snprintf(name, sizeof name, "hgrm/%s.%s.%s%s.hgrm",
                     p->scenario->name, p->name, cell->backend->name,
                     cell->twin ? "-twin" : "");
            text = report_dir_read(run.dir, name);
            assert_table(text, cell->pooled);
            free(text);
            tables++;
        }
    }
    assert_int_equal(tables, 24);
    close_run(&run);
}

/* All requests took the same: the least table there is. */
static void one_value_makes_two_lines(void **unused)
{
    double rates[][REPORT_ROWS] = {{1000, 1000, 1000, 1000}};
    char *dir = report_dir_create(), error[300], *text;
    struct run run;

    (void)unused;
    report_dir_fill(dir, rates, 1);
    open_run(&run, dir);
    assert_int_equal(
        report_write_hgrm(&run.summary, run.dir, error, sizeof error), 0);
    text = report_dir_read(dir, "hgrm/s.conns=8.libev.hgrm");
    assert_string_equal(
        text, "       Value     Percentile TotalCount 1/(1-Percentile)\n"
              "\n"
              "    8003.583 0.000000000000       1000           1.00\n"
              "    8003.583 1.000000000000       1000\n"
              "#[Mean    =     8001.536, StdDeviation   =        0.000]\n"
              "#[Max     =     8003.583, Total count    =         1000]\n"
              "#[Buckets =           32, SubBuckets     =         2048]\n"
              "# service time in microseconds: s/conns=8/libev, all requests "
              "of 1 rounds\n");
    free(text);
    close_run(&run);
}

/* A file of an earlier report would tell of rounds that no longer count. */
static void a_cell_without_rounds_keeps_no_file(void **unused)
{
    double rates[][REPORT_ROWS] = {{1000, 1000, 0, 1000}};
    char *dir = report_dir_create(), error[300], *names, *hgrm;
    struct run run;

    (void)unused;
    report_dir_fill(dir, rates, 1);
    open_run(&run, dir);
    assert_int_equal(
        report_write_hgrm(&run.summary, run.dir, error, sizeof error), 0);
    report_dir_write(dir, "hgrm/s.conns=8.libev.hgrm", "old");
    assert_int_equal(
        report_write_hgrm(&run.summary, run.dir, error, sizeof error), 0);
    hgrm = report_file_path(dir, "hgrm");
    names = report_dir_names(hgrm);
    assert_string_equal(names, "s.conns=8.epoll-twin.hgrm s.conns=8.epoll.hgrm "
                               "s.conns=8.null.hgrm ");
    free(names);
    free(hgrm);
    close_run(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_round_that_counts_is_a_benchmark_line),
        cmocka_unit_test(texts_of_a_machine_stay_on_their_line),
        cmocka_unit_test(any_name_makes_a_line),
        cmocka_unit_test(names_stay_one_word_and_apart),
        cmocka_unit_test(every_histogram_that_counts_is_an_interval),
        cmocka_unit_test(intervals_count_from_the_start_of_the_run),
        cmocka_unit_test(every_cell_has_its_percentiles),
        cmocka_unit_test(one_value_makes_two_lines),
        cmocka_unit_test(a_cell_without_rounds_keeps_no_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
