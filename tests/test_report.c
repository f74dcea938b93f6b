/* report: a golden run byte for byte, damaged runs, files that cannot be. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/base64.h"
#include "harness/report.h"
#include "harness/report_file.h"
#include "harness/sha256.h"
#include "tests/support_report.h"

static const struct report_options silent = {.no_charts = true};

static void make(const char *dir)
{
    char error[512] = "";

    if (report_make(dir, &silent, error, sizeof error) != 0)
        fail_msg("%s", error);
}

/* tests/golden/update makes the expected files. */
static void assert_golden(const char *name, const char *text)
{
    char *expected = report_dir_read("tests/golden/expected", name);
    size_t line = 1, at = 0;

    for (; text[at] != '\0' && text[at] == expected[at]; at++)
        line += text[at] == '\n';
    if (text[at] != expected[at])
        fail_msg("tests/golden/expected/%s:%zu differs: '%.60s' is now '%.60s'",
                 name, line, expected + at, text + at);
    free(expected);
}

static void a_golden_run_gives_the_same_bytes(void **unused)
{
    static const char *const names[] = {
        "summary.json",
        "rounds.csv",
        "gobench.txt",
        "hyperfine.json",
        "latency.hlog",
        "hgrm/keepalive.conns=64.epoll.hgrm",
        "hgrm/churn.conns=64.epoll-twin.hgrm",
        "report.md",
        "report.html",
    };
    struct report_options options = {.no_charts = true};
    char *dir = report_dir_golden(), *table = NULL, error[512] = "";
    size_t size;

    (void)unused;
    options.table = open_memstream(&table, &size);
    assert_int_equal(report_make(dir, &options, error, sizeof error), 0);
    assert_int_equal(fclose(options.table), 0);
    assert_golden("table.txt", table);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *text = report_dir_read(dir, names[i]);

        assert_golden(names[i], text);
        free(text);
    }
    free(table);
    report_dir_remove(dir);
}

/* What was there is replaced, and nothing else is left behind. */
static void a_report_leaves_only_its_files(void **unused)
{
    char *dir = report_dir_golden(), *names;

    (void)unused;
    make(dir);
    make(dir);
    names = report_dir_names(dir);
    assert_string_equal(
        names, "extra.jsonl gobench.txt hgrm hyperfine.json latency.hlog "
               "manifest.json report.html report.md rounds.csv "
               "rounds.jsonl summary.json ");
    free(names);
    report_dir_remove(dir);
}

static void without_batches_there_is_no_hyperfine_json(void **unused)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), *names;

    (void)unused;
    report_dir_fill(dir, rates, 1);
    make(dir);
    names = report_dir_names(dir);
    assert_null(strstr(names, "hyperfine.json"));
    free(names);
    report_dir_remove(dir);
}

/* What hyperfine's own scripts read. */
static void hyperfine_json_has_what_hyperfine_writes(void **unused)
{
    static const char *const keys[] = {
        "command", "mean", "stddev", "median", "user",
        "system",  "min",  "max",    "times",  "exit_codes"};
    char *dir = report_dir_golden(), *text;
    json_t *root, *results, *result;
    size_t i;

    (void)unused;
    make(dir);
    text = report_dir_read(dir, "hyperfine.json");
    root = json_loads(text, 0, NULL);
    results = json_object_get(root, "results");
    assert_int_equal(json_array_size(results), 7);
    json_array_foreach(results, i, result)
    {
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            assert_non_null(json_object_get(result, keys[k]));
        assert_int_equal(
            json_array_size(json_object_get(result, "times")),
            json_array_size(json_object_get(result, "exit_codes")));
    }
    json_decref(root);
    free(text);
    report_dir_remove(dir);
}

static void assert_refused(const char *from, const char *to, const char *what)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), error[512] = "";
    char *manifest = from ? report_manifest_with(from, to) : strdup(to);

    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    assert_int_equal(report_make(dir, &silent, error, sizeof error), -EINVAL);
    if (strstr(error, "manifest.json") == NULL || strstr(error, what) == NULL)
        fail_msg("'%s' does not name '%s'", error, what);
    free(manifest);
    report_dir_remove(dir);
}

static void a_wrong_manifest_is_told(void **unused)
{
    (void)unused;
    assert_refused("{\"v\":1", "[1", "]");
    assert_refused(NULL, "[]", "manifest.json: not a JSON object");
    assert_refused("{\"v\":1", "{\"v\":2",
                   ": 'v' is not 1, the version this program reads");
    assert_refused("\"reference\":\"epoll\"", "\"reference\":1", "'reference'");
    assert_refused("\"blocks\":6", "\"blocks\":\"6\"", "'blocks'");
    assert_refused("\"usable\":true", "\"usable\":1",
                   ": in 'backends', 'usable' is not true or false");
    assert_refused("\"points\":[", "\"points\":1,\"x\":[",
                   ": in 'scenarios', 'points' is not a list");
    assert_refused("\"connections\":8", "\"connections\":-8",
                   ": in 'points', 'connections' is not a whole number");
    assert_refused("\"connections\":8", "\"connections\":8,\"walls\":[1]",
                   ": in 'walls', 'backend' is not a text");
    assert_refused("\"selected\":true", "\"selected\":true,\"code\":{}",
                   ": in 'code', 'lines' is not a whole number");
    assert_refused("\"scenarios\":[{", "\"scenarios\":[1,{",
                   ": in 'scenarios', 'name' is not a text");
}

static void missing_files_are_told(void **unused)
{
    char *dir = report_dir_golden(), error[512] = "", path[300];

    (void)unused;
    snprintf(path, sizeof path, "%s/rounds.jsonl", dir);
    unlink(path);
    assert_int_equal(report_make(dir, &silent, error, sizeof error), -ENOENT);
    assert_non_null(strstr(error, "rounds.jsonl"));
    snprintf(path, sizeof path, "%s/manifest.json", dir);
    unlink(path);
    assert_int_equal(report_make(dir, &silent, error, sizeof error), -ENOENT);
    assert_non_null(strstr(error, "manifest.json"));
    report_dir_remove(dir);
}

/* Root may write anywhere, so a directory stands where a file is to be. */
static void a_file_that_cannot_be_written_is_told(void **unused)
{
    char *dir = report_dir_golden(), error[512] = "", path[300], expected[400];

    (void)unused;
    snprintf(path, sizeof path, "%s/report.md", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(report_make(dir, &silent, error, sizeof error) < 0);
    snprintf(expected, sizeof expected,
             "cannot write %s/report.md: Is a directory", dir);
    assert_string_equal(error, expected);
    assert_int_equal(rmdir(path), 0);
    report_dir_remove(dir);
}

static void a_directory_that_cannot_be_made_is_told(void **unused)
{
    char *path = NULL, error[512] = "";

    (void)unused;
    assert_int_equal(report_file_directory("/no/where", "charts", &path, error,
                                           sizeof error),
                     -ENOENT);
    assert_string_equal(
        error, "cannot make /no/where/charts: No such file or directory");
    assert_null(path);
}

static void a_run_without_rounds_gives_a_report(void **unused)
{
    double rates[1][REPORT_ROWS];
    char *dir = report_dir_create(), *text;

    (void)unused;
    report_dir_fill(dir, rates, 0);
    make(dir);
    text = report_dir_read(dir, "report.md");
    assert_non_null(strstr(text, "Of 24 planned rounds, 0 are there"));
    assert_non_null(strstr(text, "no round recorded"));
    free(text);
    report_dir_remove(dir);
}

static void damaged_lines_are_named_and_the_rest_used(void **unused)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    struct report_options options = {.no_charts = true};
    char *dir = report_dir_create(), *warnings = NULL, error[512] = "";
    char *rounds, *damaged, *text;
    size_t size;

    (void)unused;
    report_dir_fill(dir, rates, 1);
    rounds = report_dir_read(dir, "rounds.jsonl");
    damaged = malloc(strlen(rounds) + 100);
    assert_non_null(damaged);
    sprintf(damaged, "{\"v\":7}\n%s", rounds);
    report_dir_write(dir, "rounds.jsonl", damaged);
    options.warnings = open_memstream(&warnings, &size);
    assert_int_equal(report_make(dir, &options, error, sizeof error), 0);
    assert_int_equal(fclose(options.warnings), 0);
    assert_non_null(strstr(warnings, "/rounds.jsonl:1: left out: field 'v'"));
    text = report_dir_read(dir, "report.md");
    assert_non_null(strstr(text, "rounds.jsonl, line 1: field 'v' is not 1"));
    assert_non_null(strstr(text, "24 rounds planned, 4 recorded"));
    free(text);
    free(rounds);
    free(damaged);
    free(warnings);
    report_dir_remove(dir);
}

/* A page is nothing to be trusted with: what the machine or a backend calls
 * itself stays text. */
static void texts_cannot_become_markup(void **unused)
{
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), *text;
    char *manifest = report_manifest_with(
        "a CPU", "<script>x</script>&\\\"' | `y` ](javascript:z) $(w)");

    (void)unused;
    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    make(dir);
    text = report_dir_read(dir, "report.html");
    assert_null(strstr(text, "<script>x"));
    assert_non_null(strstr(text, "&lt;script&gt;x&lt;/script&gt;&amp;"));
    free(text);
    text = report_dir_read(dir, "report.md");
    assert_null(strstr(text, "<script"));
    assert_non_null(strstr(text, "' \\| \\`y\\` \\](javascript"));
    free(text);
    free(manifest);
    report_dir_remove(dir);
}

/* Nothing is fetched. */
static void the_page_stands_alone(void **unused)
{
    char *dir = report_dir_golden(), *text;

    (void)unused;
    make(dir);
    text = report_dir_read(dir, "report.html");
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
    assert_null(strstr(text, "src="));
    assert_null(strstr(text, "<link"));
    free(text);
    report_dir_remove(dir);
}

/* `KIND-src 'sha256-HASH'`, of all that stands in the one element NAME. */
static void assert_allowed(const char *page, const char *name, const char *kind)
{
    char begin[16], end[16], rule[100], digits[BASE64_SIZE(SHA256_SIZE)];
    unsigned char hash[SHA256_SIZE];
    const char *from, *to;
    struct sha256 sum;

    snprintf(begin, sizeof begin, "<%s>", name);
    snprintf(end, sizeof end, "</%s>", name);
    from = strstr(page, begin);
    assert_non_null(from);
    from += strlen(begin);
    assert_null(strstr(from, begin));
    to = strstr(from, end);
    assert_non_null(to);
    sha256_begin(&sum);
    sha256_add(&sum, from, (size_t)(to - from));
    sha256_end(&sum, hash);
    base64_encode(hash, sizeof hash, digits);
    snprintf(rule, sizeof rule, "%s-src 'sha256-%s'; ", kind, digits);
    if (strstr(page, rule) == NULL)
        fail_msg("the policy lacks %s", rule);
}

static void the_policy_allows_the_own_style_and_script_only(void **unused)
{
    char *dir = report_dir_golden(), *text;

    (void)unused;
    make(dir);
    text = report_dir_read(dir, "report.html");
    assert_non_null(strstr(text, "content=\"default-src 'none'; style-src"));
    assert_null(strstr(text, "unsafe"));
    assert_allowed(text, "style", "style");
    assert_allowed(text, "script", "script");
    free(text);
    report_dir_remove(dir);
}

static void a_missing_gnuplot_costs_the_charts_only(void **unused)
{
    struct report_options options = {.no_charts = false};
    char *dir = report_dir_golden(), *warnings = NULL, error[512] = "";
    char *path = strdup(getenv("PATH")), *text;
    size_t size;

    (void)unused;
    options.warnings = open_memstream(&warnings, &size);
    setenv("PATH", dir, 1);
    assert_int_equal(report_make(dir, &options, error, sizeof error), 0);
    setenv("PATH", path, 1);
    assert_int_equal(fclose(options.warnings), 0);
    assert_non_null(
        strstr(warnings, "charts are missing: gnuplot is not installed\n"));
    text = report_dir_read(dir, "report.md");
    assert_non_null(
        strstr(text, "There are no charts: gnuplot is not installed."));
    free(text);
    free(path);
    free(warnings);
    report_dir_remove(dir);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_golden_run_gives_the_same_bytes),
        cmocka_unit_test(a_report_leaves_only_its_files),
        cmocka_unit_test(without_batches_there_is_no_hyperfine_json),
        cmocka_unit_test(hyperfine_json_has_what_hyperfine_writes),
        cmocka_unit_test(a_wrong_manifest_is_told),
        cmocka_unit_test(missing_files_are_told),
        cmocka_unit_test(a_file_that_cannot_be_written_is_told),
        cmocka_unit_test(a_directory_that_cannot_be_made_is_told),
        cmocka_unit_test(a_run_without_rounds_gives_a_report),
        cmocka_unit_test(damaged_lines_are_named_and_the_rest_used),
        cmocka_unit_test(texts_cannot_become_markup),
        cmocka_unit_test(the_page_stands_alone),
        cmocka_unit_test(the_policy_allows_the_own_style_and_script_only),
        cmocka_unit_test(a_missing_gnuplot_costs_the_charts_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
