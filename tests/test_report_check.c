/* report: what it says of the check of the backends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report.h"
#include "tests/support_report.h"

static const struct report_options silent = {.no_charts = true};

static double rates[][REPORT_ROWS] = {{100, 101, 90, 900}};

/* The report of a run whose manifest has this `check`; to be freed. */
static char *report_with(const char *check, const char *file)
{
    char *dir = report_dir_create(), error[512] = "", *report, *manifest;
    char *to = malloc(strlen(check) + 64);

    assert_non_null(to);
    strcpy(to, check);
    strcat(to, "\"rounds\":24");
    manifest = report_manifest_with("\"rounds\":24", to);
    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    if (report_make(dir, &silent, error, sizeof error) != 0)
        fail_msg("%s", error);
    report = report_dir_read(dir, file);
    report_dir_remove(dir);
    free(manifest);
    free(to);
    return report;
}

static void expect_in(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in the report", part);
}

static const char done[] =
    "\"check\":{\"v\":1,\"run\":true,\"reason\":null,"
    "\"groups\":[{\"group\":\"whole\",\"cases\":[\"empty\",\"churn\"]},"
    "{\"group\":\"slow\",\"cases\":[\"stalled\"]}],"
    "\"rows\":["
    "{\"backend\":\"null\",\"ok\":1,\"failed\":[],\"not_run\":"
    "[{\"cases\":[\"churn\",\"stalled\"],\"text\":\"no IO\"}],"
    "\"remarks\":[]},"
    "{\"backend\":\"epoll\",\"ok\":3,\"failed\":[],\"not_run\":[],"
    "\"remarks\":[{\"cases\":[\"churn\"],\"text\":\"fewer\"}]},"
    "{\"backend\":\"libev\",\"ok\":2,\"failed\":[{\"cases\":[\"stalled\"],"
    "\"text\":\"it hung\"}],\"not_run\":[],\"remarks\":[]}],"
    "\"left_out\":[{\"backend\":\"libev\",\"reason\":"
    "\"failed stalled: it hung\"}],\"without\":[\"large\"]},";

static void the_table_and_who_is_left_out(void **unused)
{
    char *report = report_with(done, "report.md");

    (void)unused;
    expect_in(report, "## Conformance");
    expect_in(report, "| null | part | - |");
    expect_in(report, "| epoll | ok | ok |");
    expect_in(report, "| libev | ok | FAILED |");
    expect_in(report, "- libev failed stalled: it hung");
    expect_in(report, "- not part of this check: large");
    expect_in(report, "- epoll, churn: fewer");
    expect_in(report, "libev was left out: failed stalled: it hung");
    expect_in(report, "| libev | libev | failed stalled: it hung |");
    free(report);
    report = report_with(done, "report.html");
    expect_in(report, "Conformance</h2>");
    expect_in(report, ">FAILED<");
    free(report);
}

static void a_check_that_was_left_out(void **unused)
{
    char *report = report_with(
        "\"check\":{\"run\":false,\"reason\":\"--no-check\"},", "report.md");

    (void)unused;
    expect_in(report, "## Conformance");
    expect_in(report, "that they do the same work was not shown");
    expect_in(report, " --no-check");
    free(report);
}

/* Older records have none, and their reports stay what they were. */
static void a_record_without_one(void **unused)
{
    char *report = report_with("", "report.md");

    (void)unused;
    assert_null(strstr(report, "Conformance"));
    free(report);
}

/* What is not as it should be is not shown, and breaks nothing. */
static void a_damaged_one(void **unused)
{
    static const char *const damaged[] = {
        "\"check\":7,",
        "\"check\":{\"run\":true},",
        "\"check\":{\"run\":true,\"groups\":[1,{\"group\":2,\"cases\":3}],"
        "\"rows\":[4,{\"backend\":null,\"failed\":[{}],\"not_run\":5}],"
        "\"left_out\":[6,{}],\"without\":[{}]},",
    };

    (void)unused;
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
        free(report_with(damaged[i], "report.md"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_and_who_is_left_out),
        cmocka_unit_test(a_check_that_was_left_out),
        cmocka_unit_test(a_record_without_one),
        cmocka_unit_test(a_damaged_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
