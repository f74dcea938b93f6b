/* schedule: due times are what rate, arrivals and seed say. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/schedule.h"

static void even_times_are_exact(void **unused)
{
    struct schedule s;

    (void)unused;
    assert_int_equal(schedule_make(&s, SCHEDULE_EVEN, 3, 1, 3 * CLOCK_S), 0);
    assert_int_equal(s.count, 8); /* the ninth would be due at the end */
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(s.at[i], (i + 1) * CLOCK_S / 3);
    schedule_free(&s);
    /* No error adds up: after an hour of 7 a second it is the hour. */
    assert_int_equal(schedule_make(&s, SCHEDULE_EVEN, 7, 1, 3601 * CLOCK_S), 0);
    assert_int_equal(s.at[3600 * 7 - 1], 3600 * CLOCK_S);
    schedule_free(&s);
}

static void bursts_come_together(void **unused)
{
    struct schedule s;

    (void)unused;
    assert_int_equal(schedule_make_bursts(&s, 300, 100, CLOCK_S), 0);
    assert_int_equal(s.count, 300); /* the fourth would be due at the end */
    for (size_t i = 0; i < s.count; i++)
        assert_int_equal(s.at[i], i / 100 * CLOCK_S / 3);
    schedule_free(&s);
    /* One that begins before the end is whole. */
    assert_int_equal(schedule_make_bursts(&s, 300, 100, CLOCK_S + 1), 0);
    assert_int_equal(s.count, 400);
    schedule_free(&s);
    assert_int_equal(schedule_make_bursts(&s, 1000000, 10, 3600 * CLOCK_S),
                     -ERANGE);
    schedule_free(&s);
}

static void a_seed_gives_the_same_times(void **unused)
{
    struct schedule a, b, c;

    (void)unused;
    assert_int_equal(schedule_make(&a, SCHEDULE_POISSON, 1000, 7, CLOCK_S), 0);
    assert_int_equal(schedule_make(&b, SCHEDULE_POISSON, 1000, 7, CLOCK_S), 0);
    assert_int_equal(schedule_make(&c, SCHEDULE_POISSON, 1000, 8, CLOCK_S), 0);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.at, b.at, a.count * sizeof *a.at);
    assert_memory_not_equal(a.at, c.at, 10 * sizeof *a.at);
    schedule_free(&a);
    schedule_free(&b);
    schedule_free(&c);
}

/* Of 100,000 exponential gaps: the mean within 1.5 % and the variance within
 * 5 % of the square of the mean, both five standard errors; 36.8 % are longer
 * than the mean. */
static void poisson_gaps_are_exponential(void **unused)
{
    enum { GAPS = 100000 };
    double sum = 0, squares = 0, mean, variance;
    struct schedule_source source;
    uint64_t last = 0;
    int longer = 0;

    (void)unused;
    schedule_begin(&source, SCHEDULE_POISSON, 1000, 42);
    for (int i = 0; i < GAPS; i++) {
        uint64_t at = schedule_next(&source);
        double gap = (double)(at - last) / 1e6;

        assert_true(at >= last);
        sum += gap;
        squares += gap * gap;
        longer += gap > 1;
        last = at;
    }
    mean = sum / GAPS;
    variance = squares / GAPS - mean * mean;
    assert_true(mean > .985 && mean < 1.015);
    assert_true(variance > .95 && variance < 1.05);
    assert_true(longer > .36 * GAPS && longer < .376 * GAPS);
}

/* The count of a second of 100: mean and variance are both 100. */
static void poisson_counts_vary_as_they_should(void **unused)
{
    enum { SECONDS = 2000 };
    double sum = 0, squares = 0, variance;
    struct schedule s;

    (void)unused;
    assert_int_equal(
        schedule_make(&s, SCHEDULE_POISSON, 100, 3, SECONDS * CLOCK_S), 0);
    for (uint64_t i = 0; i < SECONDS; i++) {
        double n = (double)schedule_between(&s, i * CLOCK_S, (i + 1) * CLOCK_S);

        sum += n;
        squares += n * n;
    }
    assert_int_equal((size_t)sum, s.count);
    variance = squares / SECONDS - sum / SECONDS * (sum / SECONDS);
    assert_true(sum / SECONDS > 98.8 && sum / SECONDS < 101.2);
    assert_true(variance > 84 && variance < 116);
    schedule_free(&s);
}

static void what_lies_between_is_counted(void **unused)
{
    struct schedule s;

    (void)unused;
    assert_int_equal(schedule_make(&s, SCHEDULE_EVEN, 10, 0, CLOCK_S), 0);
    assert_int_equal(schedule_between(&s, 0, CLOCK_S), 9);
    assert_int_equal(schedule_between(&s, CLOCK_S / 10, CLOCK_S / 5), 1);
    assert_int_equal(schedule_between(&s, CLOCK_S / 10 + 1, CLOCK_S / 5), 0);
    assert_int_equal(schedule_between(&s, CLOCK_S / 5, CLOCK_S / 10), 0);
    assert_int_equal(schedule_between(&s, 2 * CLOCK_S, CLOCK_NEVER), 0);
    schedule_free(&s);
}

static void too_many_are_refused(void **unused)
{
    struct schedule s;

    (void)unused;
    assert_int_equal(
        schedule_make(&s, SCHEDULE_EVEN, 1000000, 0, 3600 * CLOCK_S), -ERANGE);
    schedule_free(&s);
    assert_int_equal(schedule_make(&s, SCHEDULE_POISSON, 1, 0, 0), 0);
    assert_int_equal(s.count, 0);
    schedule_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_times_are_exact),
        cmocka_unit_test(bursts_come_together),
        cmocka_unit_test(a_seed_gives_the_same_times),
        cmocka_unit_test(poisson_gaps_are_exponential),
        cmocka_unit_test(poisson_counts_vary_as_they_should),
        cmocka_unit_test(what_lies_between_is_counted),
        cmocka_unit_test(too_many_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
