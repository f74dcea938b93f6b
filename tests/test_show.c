/* show: a golden run for a terminal, what has no room, what has colour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_source.h"
#include "harness/show.h"
#include "harness/terminal.h"
#include "tests/support_report.h"

/* To be freed. */
static char *show(const char *dir, int width, bool colour)
{
    struct show_style style = {width, colour};
    struct report_source source;
    char error[300] = "", *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    if (report_source_open(&source, dir, error, sizeof error) < 0)
        fail_msg("%s", error);
    assert_int_equal(show_print(&source.summary, &style, file), 0);
    assert_int_equal(fclose(file), 0);
    report_source_close(&source);
    return text;
}

static size_t longest_line(const char *text)
{
    size_t longest = 0;

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        longest = length > longest ? length : longest;
        text += length + (text[length] == '\n');
    }
    return longest;
}

/* tests/golden/update makes the expected file. */
static void a_golden_run_is_shown(void **unused)
{
    char *text = show("tests/golden/run", 80, false);
    char *expected = report_dir_read("tests/golden/expected", "show.txt");

    (void)unused;
    assert_string_equal(text, expected);
    assert_true(longest_line(text) <= 80);
    free(text);
    free(expected);
}

static void tables_lose_what_has_no_room(void **unused)
{
    char *wide = show("tests/golden/run", 200, false);
    char *narrow = show("tests/golden/run", 50, false);
    char *tiny = show("tests/golden/run", 1, false);

    (void)unused;
    assert_non_null(strstr(wide, "  requests/s (95 %)      p50     p99  "
                                 "CPU/request\n"));
    assert_non_null(strstr(wide, "  ##############################\n"));
    assert_null(strstr(wide, "###############################"));
    assert_true(longest_line(narrow) <= 50);
    assert_non_null(strstr(narrow, "  requests/s (95 %)\n"));
    assert_non_null(strstr(narrow, "  #########"));
    assert_null(strstr(tiny, "(95 %)"));
    assert_null(strstr(tiny, "##"));
    free(wide);
    free(narrow);
    free(tiny);
}

/* Without its escape sequences it is the same text. */
static void colour_changes_nothing_else(void **unused)
{
    char *plain = show("tests/golden/run", 80, false);
    char *colour = show("tests/golden/run", 80, true), *to = colour;

    (void)unused;
    assert_null(strchr(plain, '\033'));
    assert_non_null(strchr(colour, '\033'));
    for (const char *from = colour; *from != '\0'; from++)
        if (*from == '\033')
            from = strchr(from, 'm');
        else
            *to++ = *from;
    *to = '\0';
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
}

/* A row that has a number has a sign; the control would dwarf all others. */
static void bars_start_at_nothing(void **unused)
{
    double rates[6][REPORT_ROWS];
    char *dir = report_dir_create(), *text;

    (void)unused;
    for (size_t i = 0; i < 6; i++) {
        rates[i][0] = 100000 + 10 * (double)i;
        rates[i][1] = 100000;
        rates[i][2] = i % 2 ? 50 : 51;
        rates[i][3] = 900000;
    }
    report_dir_fill(dir, rates, 6);
    text = show(dir, 80, false);
    assert_non_null(strstr(text, "#\n"));
    assert_non_null(strstr(text, "  #\n"));
    *strchr(strstr(text, "null (control)"), '\n') = '\0';
    assert_null(strchr(text, '#'));
    free(text);
    report_dir_remove(dir);
}

static char *wrapped(const char *text, int indent, int hang, int width)
{
    char *out = NULL;
    size_t size;
    FILE *file = open_memstream(&out, &size);

    assert_non_null(file);
    terminal_wrap(file, text, indent, hang, width);
    assert_int_equal(fclose(file), 0);
    return out;
}

static void lines_are_broken_between_words(void **unused)
{
    static const struct {
        const char *text;
        int indent, hang, width;
        const char *expected;
    } cases[] = {
        {"a bc def", 0, 0, 8, "a bc def\n"},
        {"a bc def", 0, 2, 7, "a bc\n  def\n"},
        {"abcdefgh ij", 2, 4, 6, "  abcdefgh\n    ij\n"},
        {"a b", 1, 1, 1, " a\n b\n"},
        {"a bc def", 1, 3, 0, " a bc def\n"},
        {"", 2, 2, 10, "  \n"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = wrapped(cases[i].text, cases[i].indent, cases[i].hang,
                            cases[i].width);

        assert_string_equal(out, cases[i].expected);
        free(out);
    }
}

static void the_width_is_that_of_the_environment_first(void **unused)
{
    FILE *file = tmpfile();

    (void)unused;
    assert_non_null(file);
    unsetenv("COLUMNS");
    assert_int_equal(terminal_width(file), TERMINAL_WIDTH);
    setenv("COLUMNS", "123", 1);
    assert_int_equal(terminal_width(file), 123);
    setenv("COLUMNS", "0", 1);
    assert_int_equal(terminal_width(file), TERMINAL_WIDTH);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(terminal_width(file), TERMINAL_WIDTH);
    unsetenv("COLUMNS");
    fclose(file);
}

static void what_is_no_run_is_told(void **unused)
{
    struct report_source source;
    char error[300] = "", *dir = report_dir_create();

    (void)unused;
    assert_true(report_source_open(&source, "/nowhere", error, sizeof error) <
                0);
    assert_string_equal(error, "/nowhere/manifest.json: No such file or "
                               "directory");
    report_source_close(&source);
    report_dir_fill(dir, (double[1][REPORT_ROWS]){{1, 1, 1, 1}}, 1);
    remove(strcat(strcpy((char[64]){0}, dir), "/rounds.jsonl"));
    assert_true(report_source_open(&source, dir, error, sizeof error) < 0);
    assert_non_null(strstr(error, "/rounds.jsonl: No such file"));
    report_source_close(&source);
    report_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_golden_run_is_shown),
        cmocka_unit_test(tables_lose_what_has_no_room),
        cmocka_unit_test(colour_changes_nothing_else),
        cmocka_unit_test(bars_start_at_nothing),
        cmocka_unit_test(lines_are_broken_between_words),
        cmocka_unit_test(the_width_is_that_of_the_environment_first),
        cmocka_unit_test(what_is_no_run_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
