/*
 * verdict: what is said of rows whose truth is known. Seeds are fixed, so the
 * counts are always the same.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/verdict.h"

enum { ROWS = 10, BLOCKS = 12 };

static const struct verdict_rule three_per_cent = {0.03, 0, true};

/* Nearly normal, standard deviation 1; the same on every platform. */
static double noise(struct random *r)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += ldexp((double)(random_next(r) >> 11), -53);
    return sum;
}

static void draw(struct random *r, double sigma, double first, size_t rows,
                 size_t blocks, double *values)
{
    for (size_t b = 0; b < blocks; b++) {
        double level = 0.3 * noise(r);

        for (size_t i = 0; i < rows; i++)
            values[i * blocks + b] = exp(level + sigma * noise(r));
        values[b] *= first;
    }
}

static void family_of(const double *values, size_t rows, size_t blocks,
                      const struct verdict_rule *rule,
                      struct verdict_pair *pairs)
{
    assert_int_equal(verdict_family(values, rows, blocks, rule, pairs), 0);
}

/* Two rows, the first `first` times the other, that scatter by sigma. */
static void two_rows(uint64_t seed, double sigma, double first,
                     const struct verdict_rule *rule,
                     struct verdict_pair pairs[4])
{
    double values[2 * BLOCKS];
    struct random r;

    random_seed(&r, seed);
    draw(&r, sigma, first, 2, BLOCKS, values);
    family_of(values, 2, BLOCKS, rule, pairs);
}

static void ten_per_cent_more_is_better(void **unused)
{
    struct verdict_pair pairs[4];
    struct verdict_rule less = three_per_cent;

    (void)unused;
    less.more_is_better = false;
    two_rows(1, 0.01, 1.10, &three_per_cent, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_BETTER_BY);
    assert_int_equal(pairs[2].verdict, VERDICT_WORSE_BY);
    two_rows(1, 0.01, 1.10, &less, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_WORSE_BY);
    assert_int_equal(pairs[2].verdict, VERDICT_BETTER_BY);
}

/* Shown different, but perhaps by less than delta. */
static void four_per_cent_is_better_and_no_more(void **unused)
{
    struct verdict_pair pairs[4];

    (void)unused;
    two_rows(4, 0.015, 1.04, &three_per_cent, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_BETTER);
    assert_true(pairs[1].ratio.low > 1 && pairs[1].ratio.low < 1.03);
}

static void one_per_cent_is_practically_equal(void **unused)
{
    double values[2 * BLOCKS];
    struct verdict_pair pairs[4];
    struct random r;

    (void)unused;
    random_seed(&r, 2);
    for (int t = 0; t < 200; t++) {
        draw(&r, 0.005, 1.01, 2, BLOCKS, values);
        family_of(values, 2, BLOCKS, &three_per_cent, pairs);
        assert_int_equal(pairs[1].verdict, VERDICT_EQUAL);
        assert_int_equal(pairs[2].verdict, VERDICT_EQUAL);
    }
}

/* Not shown different is no reason to call two rows equal. */
static void noise_is_undecided(void **unused)
{
    struct verdict_pair pairs[4];

    (void)unused;
    two_rows(3, 0.3, 1, &three_per_cent, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_UNDECIDED);
    assert_int_equal(pairs[1].needed, 0); /* more than there can be */
}

static void noise_of_the_twin_widens_the_margin(void **unused)
{
    struct verdict_rule rule = {0.03, 0, true};

    (void)unused;
    assert_true(fabs(verdict_margin(&rule) - log(1.03)) < 1e-12);
    rule.noise = 0.01;
    assert_true(fabs(verdict_margin(&rule) - log(1.03)) < 1e-12);
    rule.noise = 0.1;
    assert_true(fabs(verdict_margin(&rule) - log(1.2)) < 1e-12);
}

/* Ten rows of the same: a difference said is a false one. */
static void identical_rows_seldom_differ(void **unused)
{
    double values[ROWS * BLOCKS];
    struct verdict_pair pairs[ROWS * ROWS];
    struct random r;
    unsigned wrong = 0;

    (void)unused;
    random_seed(&r, 5);
    for (int t = 0; t < 500; t++) {
        bool any = false;

        draw(&r, 0.05, 1, ROWS, BLOCKS, values);
        family_of(values, ROWS, BLOCKS, &three_per_cent, pairs);
        for (size_t i = 0; i < ROWS * ROWS; i++)
            any |= pairs[i].verdict == VERDICT_BETTER ||
                   pairs[i].verdict == VERDICT_BETTER_BY;
        wrong += any;
    }
    assert_in_range(wrong, 0, 500 * 6 / 100);
}

/* A row that is truly at the margin is seldom called equal: 5 % a side. */
static void a_row_at_the_margin_is_seldom_equal(void **unused)
{
    double values[2 * BLOCKS];
    struct verdict_pair pairs[4];
    struct random r;
    unsigned wrong = 0;

    (void)unused;
    random_seed(&r, 6);
    for (int t = 0; t < 1000; t++) {
        draw(&r, 0.01, 1.03, 2, BLOCKS, values);
        family_of(values, 2, BLOCKS, &three_per_cent, pairs);
        wrong += pairs[1].verdict == VERDICT_EQUAL;
    }
    assert_in_range(wrong, 1, 1000 * 6 / 100);
}

static void the_other_side_sees_the_opposite(void **unused)
{
    static const enum verdict opposite[VERDICT_COUNT] = {
        VERDICT_NONE,      VERDICT_WORSE_BY, VERDICT_WORSE,    VERDICT_EQUAL,
        VERDICT_UNDECIDED, VERDICT_BETTER,   VERDICT_BETTER_BY};
    double values[ROWS * BLOCKS];
    struct verdict_pair pairs[ROWS * ROWS];
    struct random r;

    (void)unused;
    random_seed(&r, 7);
    draw(&r, 0.02, 1.08, ROWS, BLOCKS, values);
    family_of(values, ROWS, BLOCKS, &three_per_cent, pairs);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++) {
            const struct verdict_pair *a = &pairs[i * ROWS + j];
            const struct verdict_pair *b = &pairs[j * ROWS + i];

            assert_int_equal(a->verdict, opposite[b->verdict]);
            assert_true(i == j ||
                        fabs(a->ratio.value * b->ratio.value - 1) < 1e-9);
        }
}

static void ranks_are_sets(void **unused)
{
    struct verdict_pair pairs[16] = {{.verdict = VERDICT_NONE}};
    struct verdict_rank ranks[4];

    (void)unused;
    /* Row 0 is better than 1; 2 is undecided with both; 3 has no verdict. */
    pairs[0 * 4 + 1].verdict = VERDICT_BETTER_BY;
    pairs[1 * 4 + 0].verdict = VERDICT_WORSE_BY;
    pairs[0 * 4 + 2].verdict = pairs[2 * 4 + 0].verdict = VERDICT_UNDECIDED;
    pairs[1 * 4 + 2].verdict = pairs[2 * 4 + 1].verdict = VERDICT_EQUAL;
    verdict_ranks(pairs, 4, ranks);
    assert_int_equal(ranks[0].from, 1);
    assert_int_equal(ranks[0].to, 2);
    assert_int_equal(ranks[1].from, 2);
    assert_int_equal(ranks[1].to, 3);
    assert_int_equal(ranks[2].from, 1);
    assert_int_equal(ranks[2].to, 3);
    assert_int_equal(ranks[3].from, 0);
}

static void too_few_blocks_say_nothing(void **unused)
{
    double values[2 * BLOCKS];
    struct verdict_pair pairs[4];
    struct random r;

    (void)unused;
    random_seed(&r, 8);
    draw(&r, 0.001, 2, 2, BLOCKS, values);
    for (size_t i = 0; i < BLOCKS - 5; i++)
        values[i] = NAN;
    family_of(values, 2, BLOCKS, &three_per_cent, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_NONE);
    assert_int_equal(pairs[1].n, 5);
    assert_true(isnan(pairs[1].ratio.value) && isnan(pairs[1].p));
}

/* All the same number in every block: equal, and no p of nothing. */
static void ties_are_equal(void **unused)
{
    double values[2 * BLOCKS];
    struct verdict_pair pairs[4];

    (void)unused;
    for (size_t i = 0; i < 2 * BLOCKS; i++)
        values[i] = 7;
    family_of(values, 2, BLOCKS, &three_per_cent, pairs);
    assert_int_equal(pairs[1].verdict, VERDICT_EQUAL);
    assert_true(pairs[1].p >= 1);
}

static void one_row_is_compared_with_none(void **unused)
{
    double values[BLOCKS];
    struct verdict_pair pair;
    struct verdict_rank rank;

    (void)unused;
    for (size_t i = 0; i < BLOCKS; i++)
        values[i] = 1;
    family_of(values, 1, BLOCKS, &three_per_cent, &pair);
    assert_int_equal(pair.verdict, VERDICT_NONE);
    verdict_ranks(&pair, 1, &rank);
    assert_int_equal(rank.from, 0);
}

static void what_has_no_logarithm_is_refused(void **unused)
{
    double values[2 * BLOCKS];
    struct verdict_pair pairs[4];
    static const double bad[] = {0, -1, INFINITY};

    (void)unused;
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < 2 * BLOCKS; i++)
            values[i] = 1;
        values[3] = bad[k];
        assert_int_equal(
            verdict_family(values, 2, BLOCKS, &three_per_cent, pairs), -EDOM);
    }
    assert_int_equal(
        verdict_family(values, 1, STATS_MAX + 1, &three_per_cent, pairs),
        -E2BIG);
}

/* The sizes follow from 2 / 2^n <= 0.05 / pairs. */
static void blocks_are_enough_for_the_correction(void **unused)
{
    (void)unused;
    assert_int_equal(verdict_blocks(0), 12);
    assert_int_equal(verdict_blocks(2), 12);
    assert_int_equal(verdict_blocks(10), 12);
    assert_int_equal(verdict_blocks(15), 13);
    assert_int_equal(verdict_blocks(22), 14);
    for (size_t rows = 2; rows < 40; rows++) {
        double pairs = (double)(rows * (rows - 1)) / 2;
        double p = ldexp(2, -(int)verdict_blocks(rows));

        assert_true(p * pairs <= VERDICT_ALPHA);
    }
}

/* Told how many it takes, so many decide it. */
static void the_blocks_needed_are_about_right(void **unused)
{
    double values[2 * STATS_MAX];
    struct verdict_pair pairs[4];
    struct random r;
    unsigned told = 0, decided = 0;

    (void)unused;
    random_seed(&r, 9);
    for (int t = 0; t < 300; t++) {
        size_t n;

        draw(&r, 0.03, 1.025, 2, BLOCKS, values);
        family_of(values, 2, BLOCKS, &three_per_cent, pairs);
        n = pairs[1].needed;
        if (pairs[1].verdict != VERDICT_UNDECIDED || n == 0)
            continue;
        assert_in_range(n, BLOCKS + 1, STATS_MAX);
        draw(&r, 0.03, 1.025, 2, n, values);
        family_of(values, 2, n, &three_per_cent, pairs);
        told++;
        decided += pairs[1].verdict != VERDICT_UNDECIDED;
    }
    assert_true(told > 50);
    assert_true(decided > told * 2 / 5);
}

static void precision_is_half_of_delta(void **unused)
{
    struct estimate e = {.value = 1, .low = 0.99, .high = 1.01, .k = 14};

    (void)unused;
    assert_true(verdict_precise(&e, 0.03));
    assert_false(verdict_precise(&e, 0.01));
    e.k = 0;
    assert_false(verdict_precise(&e, 0.03));
}

static void verdicts_have_names(void **unused)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_NONE] = "no verdict",
        [VERDICT_BETTER_BY] = "better by delta or more",
        [VERDICT_BETTER] = "better",
        [VERDICT_EQUAL] = "practically equal",
        [VERDICT_UNDECIDED] = "undecided",
        [VERDICT_WORSE] = "worse",
        [VERDICT_WORSE_BY] = "worse by delta or more"};

    (void)unused;
    for (int i = 0; i < VERDICT_COUNT; i++)
        assert_string_equal(verdict_name((enum verdict)i), names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_per_cent_more_is_better),
        cmocka_unit_test(four_per_cent_is_better_and_no_more),
        cmocka_unit_test(one_per_cent_is_practically_equal),
        cmocka_unit_test(noise_is_undecided),
        cmocka_unit_test(noise_of_the_twin_widens_the_margin),
        cmocka_unit_test(identical_rows_seldom_differ),
        cmocka_unit_test(a_row_at_the_margin_is_seldom_equal),
        cmocka_unit_test(the_other_side_sees_the_opposite),
        cmocka_unit_test(ranks_are_sets),
        cmocka_unit_test(too_few_blocks_say_nothing),
        cmocka_unit_test(ties_are_equal),
        cmocka_unit_test(one_row_is_compared_with_none),
        cmocka_unit_test(what_has_no_logarithm_is_refused),
        cmocka_unit_test(blocks_are_enough_for_the_correction),
        cmocka_unit_test(the_blocks_needed_are_about_right),
        cmocka_unit_test(precision_is_half_of_delta),
        cmocka_unit_test(verdicts_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
