/* report_style: what can be read and told apart in every theme. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "harness/backend.h"
#include "harness/report_style.h"

/* WCAG 2.1, "relative luminance" and "contrast ratio". */
static double channel(unsigned value)
{
    double share = value / 255.0;

    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned color)
{
    return 0.2126 * channel(color >> 16 & 255) +
           0.7152 * channel(color >> 8 & 255) + 0.0722 * channel(color & 255);
}

static double contrast(unsigned a, unsigned b)
{
    double x = luminance(a), y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void check_contrast(enum theme theme, const char *what, unsigned color)
{
    const struct theme_info *t = report_theme(theme);
    double ratio = contrast(color, t->paper);

    if (ratio < 4.5)
        fail_msg("%s: %s has %.2f:1", t->name, what, ratio);
}

/* A manifest of every row there is. */
static struct report_manifest all_rows(void)
{
    struct report_manifest m = {.json = NULL};
    const struct backend *const *rows = backend_all(&m.backend_count);

    m.backends = calloc(m.backend_count, sizeof *m.backends);
    assert_non_null(m.backends);
    for (size_t i = 0; i < m.backend_count; i++) {
        m.backends[i].name = rows[i]->name;
        m.backends[i].family = family_name(rows[i]->family);
    }
    return m;
}

static void the_contrast_is_that_of_the_standard(void **unused)
{
    (void)unused;
    assert_float_equal(contrast(0x000000, 0xffffff), 21, 1e-9);
    assert_float_equal(contrast(0x777777, 0xffffff), 4.48, 0.005);
}

static void everything_can_be_read_on_its_paper(void **unused)
{
    struct report_manifest m = all_rows();

    (void)unused;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        const struct theme_info *t = report_theme((enum theme)theme);

        check_contrast((enum theme)theme, "ink", t->ink);
        check_contrast((enum theme)theme, "faint", t->faint);
        for (size_t i = 0; i < m.backend_count; i++)
            check_contrast(
                (enum theme)theme, m.backends[i].family,
                report_style((enum theme)theme, &m, &m.backends[i]).color);
    }
    free(m.backends);
}

static void assert_apart(const struct report_manifest *m, enum theme theme,
                         size_t i, size_t k)
{
    struct style a = report_style(theme, m, &m->backends[i]);
    struct style b = report_style(theme, m, &m->backends[k]);

    if (theme == THEME_PRINT)
        a.color = b.color = 0;
    if (a.color == b.color && a.mark == b.mark && a.dash == b.dash)
        fail_msg("%s: %s looks like %s", report_theme(theme)->name,
                 m->backends[i].name, m->backends[k].name);
}

/* In print even without any colour. */
static void no_row_looks_like_another(void **unused)
{
    struct report_manifest m = all_rows();

    (void)unused;
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (size_t i = 0; i < m.backend_count; i++)
            for (size_t k = 0; k < i; k++)
                assert_apart(&m, (enum theme)theme, i, k);
    free(m.backends);
}

/* Of one family: one colour; in print one mark. */
static void a_family_is_seen(void **unused)
{
    struct report_manifest m = all_rows();

    (void)unused;
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (size_t i = 0; i < m.backend_count; i++)
            for (size_t k = 0; k < i; k++) {
                struct style a =
                    report_style((enum theme)theme, &m, &m.backends[i]);
                struct style b =
                    report_style((enum theme)theme, &m, &m.backends[k]);
                bool same =
                    strcmp(m.backends[i].family, m.backends[k].family) == 0;

                if (theme == THEME_PRINT)
                    assert_int_equal(a.mark == b.mark, same);
                else
                    assert_int_equal(a.color == b.color, same);
            }
    free(m.backends);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_contrast_is_that_of_the_standard),
        cmocka_unit_test(everything_can_be_read_on_its_paper),
        cmocka_unit_test(no_row_looks_like_another),
        cmocka_unit_test(a_family_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
