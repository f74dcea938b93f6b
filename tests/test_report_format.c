/* report: numbers as texts, axes, labels that keep apart, escapes, tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_axis.h"
#include "harness/report_escape.h"
#include "harness/report_format.h"
#include "harness/report_svg.h"
#include "harness/table.h"

static void assert_number(enum quantity q, double value, const char *expected)
{
    char text[FORMAT_SIZE];

    format_number(text, q, value);
    assert_string_equal(text, expected);
}

static void numbers_have_three_digits_and_a_unit(void **unused)
{
    (void)unused;
    assert_number(QUANTITY_RATE, 181234, "181k");
    assert_number(QUANTITY_RATE, 18123, "18.1k");
    assert_number(QUANTITY_RATE, 1812, "1.81k");
    assert_number(QUANTITY_RATE, 999.4, "999");
    assert_number(QUANTITY_RATE, 999.6, "1.00k");
    assert_number(QUANTITY_RATE, 9.1e6, "9.10M");
    assert_number(QUANTITY_TIME, 999, "999 ns");
    assert_number(QUANTITY_TIME, 1000, "1.00 us");
    assert_number(QUANTITY_TIME, 12345, "12.3 us");
    assert_number(QUANTITY_TIME, 99960, "100 us");
    assert_number(QUANTITY_TIME, 52.13e6, "52.1 ms");
    assert_number(QUANTITY_TIME, 5.05e9, "5.05 s");
    assert_number(QUANTITY_SHARE, .9345, "93.5 %");
    assert_number(QUANTITY_RATIO, .9345, "0.934");
    assert_number(QUANTITY_RATIO, 98.44, "98.4");
    assert_number(QUANTITY_COUNT, 0, "0.00");
    assert_number(QUANTITY_TIME, NAN, "-");
}

static void intervals_are_in_the_unit_of_the_value(void **unused)
{
    struct report_value v = {6, {1000, 990, 1020, .969, 1}};
    char text[FORMAT_SIZE];

    (void)unused;
    format_value(text, QUANTITY_TIME, &v);
    assert_string_equal(text, "1.00 us (0.99 to 1.02)");
    v = (struct report_value){5, {1000, NAN, NAN, NAN, 0}};
    format_value(text, QUANTITY_RATE, &v);
    assert_string_equal(text, "1.00k (no interval, n = 5)");
    v.n = 0;
    format_value(text, QUANTITY_RATE, &v);
    assert_string_equal(text, "-");
}

static void differences_are_percent_or_times(void **unused)
{
    char text[FORMAT_SIZE];

    (void)unused;
    format_difference(text, 1.034);
    assert_string_equal(text, "3.4 %");
    format_difference(text, 1 / 1.25);
    assert_string_equal(text, "25 %");
    format_difference(text, NAN);
    assert_string_equal(text, "unknown");
    format_change(text, .81, .84);
    assert_string_equal(text, "16 to 19 %");
    format_change(text, 1.012, 1.034);
    assert_string_equal(text, "1.2 to 3.4 %");
    format_change(text, 3.051, 3.27);
    assert_string_equal(text, "3.05 to 3.27 times");
    format_change(text, .0649, .0667);
    assert_string_equal(text, "0.0649 to 0.0667 times");
}

static void linear_axes_begin_at_0(void **unused)
{
    struct axis a;

    (void)unused;
    axis_linear(&a, QUANTITY_RATE, 185000, 6);
    assert_true(a.low == 0 && a.high == 200000 && !a.log);
    assert_string_equal(a.tics, "'0' 0, '50k' 50000, '100k' 100000, "
                                "'150k' 150000, '200k' 200000");
    axis_linear(&a, QUANTITY_TIME, 17000, 4);
    assert_string_equal(a.unit, "us");
    assert_string_equal(a.tics, "'0' 0, '5' 5000, '10' 10000, '15' 15000, "
                                "'20' 20000");
    axis_linear(&a, QUANTITY_BYTES, 4500, 5);
    assert_string_equal(a.tics, "'0' 0, '1 KiB' 1024, '2 KiB' 2048, "
                                "'3 KiB' 3072, '4 KiB' 4096, '5 KiB' 5120");
    /* gnuplot takes a label for a format */
    axis_linear(&a, QUANTITY_SHARE, .9, 2);
    assert_string_equal(a.tics, "'0' 0, '50 %%' 0.5, '100 %%' 1");
}

static void log_axes_have_as_many_marks_as_fit(void **unused)
{
    struct axis a;

    (void)unused;
    axis_log(&a, QUANTITY_TIME, 60e3, 17e6, 3);
    assert_true(a.log && a.low < 60e3 && a.high > 17e6);
    assert_string_equal(a.tics, "'100 us' 100000, '1 ms' 1000000, "
                                "'10 ms' 10000000");
    axis_log(&a, QUANTITY_TIME, 60e3, 400e3, 9);
    assert_string_equal(a.tics, "'50 us' 50000, '100 us' 100000, "
                                "'200 us' 200000, '500 us' 500000");
    axis_log(&a, QUANTITY_TIME, 1e3, 1e10, 4);
    assert_string_equal(a.tics, "'10 us' 10000, '1 ms' 1000000, "
                                "'100 ms' 100000000, '10 s' 1e+10");
}

static void ratios_have_steps_around_1(void **unused)
{
    struct axis a;

    (void)unused;
    axis_ratio(&a, .82, 1.15, 5);
    assert_true(a.log && a.low < .82 && a.high > 1.15);
    assert_string_equal(a.tics, "'0.9' 0.9, '1' 1, '1.1' 1.1");
    axis_ratio(&a, 1.01, 1.02, 4); /* 1 is always on it */
    assert_true(a.low < 1 && a.high > 1.02);
    assert_string_equal(a.tics, "'1' 1, '1.01' 1.01, '1.02' 1.02");
    axis_ratio(&a, INFINITY, 0, 4); /* there is no mark at all */
    assert_true(a.low < 1 && a.high > 1);
    assert_string_equal(a.tics, "'1' 1");
    axis_ratio(&a, .1, 1.2, 4);
    assert_string_equal(a.tics, "'0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '1' 1");
}

static void assert_places(double *places, const double *expected, size_t count,
                          double gap)
{
    axis_spread(places, count, gap);
    for (size_t i = 0; i < count; i++) {
        if (fabs(places[i] - expected[i]) > 1e-9)
            fail_msg("place %zu is %g, not %g", i, places[i], expected[i]);
    }
}

static void labels_keep_apart(void **unused)
{
    double far[] = {.1, .5, .9}, far_after[] = {.1, .5, .9};
    double close[] = {.5, .5, .9}, close_after[] = {.45, .55, .9};
    double chain[] = {.4, .45, .5}, chain_after[] = {.35, .45, .55};
    double top[] = {.99, 1}, top_after[] = {.9, 1};
    double bottom[] = {0, .01}, bottom_after[] = {0, .1};
    double full[] = {.5, .5, .5}, full_after[] = {0, .5, 1};

    (void)unused;
    assert_places(far, far_after, 3, .1);
    assert_places(close, close_after, 3, .1);
    assert_places(chain, chain_after, 3, .1);
    assert_places(top, top_after, 2, .1);
    assert_places(bottom, bottom_after, 2, .1);
    assert_places(full, full_after, 3, .5);
    axis_spread(NULL, 0, .1);
}

/* What `escape` makes of a text; to be freed. */
static char *escaped(void (*escape)(FILE *, const char *), const char *text)
{
    char *result = NULL;
    size_t size;
    FILE *file = open_memstream(&result, &size);

    assert_non_null(file);
    escape(file, text);
    assert_int_equal(fclose(file), 0);
    return result;
}

static void assert_xml(const char *text, const char *expected)
{
    char *result = escaped(report_escape_xml, text);

    assert_string_equal(result, expected);
    free(result);
}

static void assert_markdown(const char *text, const char *expected)
{
    char *result = escaped(report_escape_markdown, text);

    assert_string_equal(result, expected);
    free(result);
}

static void xml_is_always_valid(void **unused)
{
    (void)unused;
    assert_xml("a<b>&\"c\"'", "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
    assert_xml("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
               "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
    assert_xml("cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd");
    assert_xml("\x01\x1b[0m\x7f", "\xef\xbf\xbd\xef\xbf\xbd[0m\xef\xbf\xbd");
    /* too long a form, and half of a surrogate pair */
    assert_xml("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd");
    assert_xml("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

static void markdown_is_never_markup(void **unused)
{
    (void)unused;
    assert_markdown("a|b *c* _d_ `e` [f](g) ~h~",
                    "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) \\~h\\~");
    assert_markdown("<b>&amp;", "&lt;b&gt;&amp;amp;");
    assert_markdown("two\nlines", "two lines");
    assert_markdown("# no heading", "\\# no heading");
    assert_markdown("- no list", "\\- no list");
    assert_markdown("-", "-");
}

static void tables_are_aligned(void **unused)
{
    struct table *t = table_create("t", 3);
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    (void)unused;
    assert_non_null(t);
    assert_non_null(file);
    for (size_t i = 0; i < 9; i++)
        table_add(t, "%s",
                  ((const char *[]){"who", "many", "why", "\xc3\xa9poll", "7",
                                    "because", "x", "-", ""})[i]);
    assert_int_equal(table_rows(t), 3);
    assert_true(table_is_number(t, 1));
    assert_false(table_is_number(t, 2));
    table_print(t, file, 2);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(text, "  who    many  why\n"
                              "  \xc3\xa9poll     7  because\n"
                              "  x         -\n");
    free(text);
    table_free(t);
}

static void pictures_get_names_and_ids_of_their_own(void **unused)
{
    char *names[] = {"one", "t<o"};
    struct lines series = {names, 2, false};
    char *svg = report_svg_finish(
        "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 1 1\">\n"
        "<title>Gnuplot</title>\n<desc>Produced by GNUPLOT</desc>\n"
        "<path id='p'/><use xlink:href='#p'/><g filter=\"url(#f)\"/>"
        "<g id=\"gnuplot_plot_1\" ><title>gnuplot_plot_1</title></g>"
        "<g id=\"gnuplot_plot_4a\" ><title>gnuplot_plot_4a</title></g>"
        "<text font-family=\"DejaVu Sans:Bold\">x</text></svg>\n",
        "a-b", "T & t", "What <it> shows. And more.", &series);

    (void)unused;
    assert_non_null(svg);
    assert_string_equal(
        report_svg_element(svg),
        "<svg viewBox=\"0 0 1 1\" role=\"img\" "
        "aria-labelledby=\"a-b-title\" aria-describedby=\"a-b-desc\">\n"
        "<title id=\"a-b-title\">T &amp; t. What &lt;it&gt; shows.</title>\n"
        "<desc id=\"a-b-desc\">What &lt;it&gt; shows. And more.</desc>\n"
        "<path id='a-b-p'/><use xlink:href='#a-b-p'/>"
        "<g filter=\"url(#a-b-f)\"/>"
        "<g id=\"a-b-gnuplot_plot_1\" ><title>one</title></g>"
        "<g id=\"a-b-gnuplot_plot_4a\" ><title>t&lt;o</title></g>"
        "<text font-family=\"DejaVu Sans, Verdana, sans-serif\" "
        "font-weight=\"bold\">x</text></svg>\n");
    free(svg);
    assert_null(report_svg_finish("no picture", "a", "t", "d", &series));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_three_digits_and_a_unit),
        cmocka_unit_test(intervals_are_in_the_unit_of_the_value),
        cmocka_unit_test(differences_are_percent_or_times),
        cmocka_unit_test(linear_axes_begin_at_0),
        cmocka_unit_test(log_axes_have_as_many_marks_as_fit),
        cmocka_unit_test(ratios_have_steps_around_1),
        cmocka_unit_test(labels_keep_apart),
        cmocka_unit_test(xml_is_always_valid),
        cmocka_unit_test(markdown_is_never_markup),
        cmocka_unit_test(tables_are_aligned),
        cmocka_unit_test(pictures_get_names_and_ids_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
