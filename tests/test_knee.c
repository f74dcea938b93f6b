/* knee: the point of the largest power. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/knee.h"

static void expect(const struct knee_point *points, size_t count,
                   enum knee_side side, size_t index)
{
    size_t found = 99;

    assert_int_equal(knee_find(points, count, &found), side);
    assert_int_equal(found, index);
}

/* M/M/1: the mean is 1 / (mu - lambda), so power is lambda (mu - lambda), and
 * largest at half of mu (Kleinrock 1979). */
static void a_queue_has_its_knee_at_half_its_capacity(void **unused)
{
    struct knee_point points[19];

    (void)unused;
    for (size_t i = 0; i < 19; i++) {
        double rate = 50.0 * (double)(i + 1);

        points[i] = (struct knee_point){rate, 1 / (1000 - rate)};
    }
    expect(points, 19, KNEE_INSIDE, 9);
    /* M/D/1: (2 - rho) / (2 mu (1 - rho)), the knee at rho = 2 - sqrt 2. */
    for (size_t i = 0; i < 19; i++) {
        double rho = .05 * (double)(i + 1);

        points[i].mean = (2 - rho) / (2 * 1000 * (1 - rho));
    }
    expect(points, 19, KNEE_INSIDE, 11);
}

static void an_end_says_so(void **unused)
{
    static const struct knee_point rising[] = {{1, 5}, {2, 6}, {4, 7}};
    static const struct knee_point falling[] = {{1, 1}, {2, 9}, {4, 99}};
    static const struct knee_point equal[] = {{1, 1}, {2, 2}, {4, 4}};

    (void)unused;
    expect(rising, 3, KNEE_HIGHEST, 2);
    expect(falling, 3, KNEE_LOWEST, 0);
    expect(equal, 3, KNEE_LOWEST, 0);
}

/* One that was not carried is measured to be beyond. */
static void what_was_not_carried_is_beyond(void **unused)
{
    const struct knee_point beyond[] = {{1, 5}, {2, 6}, {4, NAN}};
    const struct knee_point hole[] = {{1, NAN}, {2, 3}, {4, 9}};
    const struct knee_point alone[] = {{1, 5}, {2, NAN}};

    (void)unused;
    expect(beyond, 3, KNEE_INSIDE, 1);
    expect(hole, 3, KNEE_INSIDE, 1);
    expect(alone, 2, KNEE_NONE, 99);
    expect(alone, 0, KNEE_NONE, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_has_its_knee_at_half_its_capacity),
        cmocka_unit_test(an_end_says_so),
        cmocka_unit_test(what_was_not_carried_is_beyond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
