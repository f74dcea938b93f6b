/*
 * generators: what is yielded, what goes on, what is thrown in and where it
 * ends up, with one generator and with one inside another.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/generator.h"

enum { FIRST = 1, INNER_FIRST, INNER_SECOND, LAST, RESULT = 70, INNER = 60 };

/* A story with waits of its own, an inner one with two, and things to clean
 * up: memory for the outer one, a descriptor for the inner one. */
struct story {
    struct generator outer, inner;
    char *memory;
    int fd;
    int takes;       /* the error that the inner one takes; 0: none */
    int outer_takes; /* and the outer one */
    int result;      /* of the inner one, as the outer one saw it */
    int begun, cleaned, inner_cleaned;
};

static int tell_inner(struct story *s)
{
    struct generator *g = &s->inner;

    GENERATOR_BEGIN(g);
    s->fd = open("/dev/null", O_RDONLY);
    GENERATOR_YIELD(g, INNER_FIRST);
    GENERATOR_YIELD(g, INNER_SECOND);
    GENERATOR_CATCH(g);
    close(s->fd);
    s->fd = -1;
    s->inner_cleaned++;
    if (g->thrown < 0 && g->thrown == s->takes)
        generator_caught(g);
    GENERATOR_END(g, INNER);
}

static int tell(struct story *s)
{
    struct generator *g = &s->outer;
    int result;

    GENERATOR_BEGIN(g);
    s->begun++;
    s->memory = malloc(100);
    GENERATOR_YIELD(g, FIRST);
    GENERATOR_YIELD_FROM(g, &s->inner, result, tell_inner(s));
    s->result = result;
    GENERATOR_YIELD(g, LAST);
    GENERATOR_CATCH(g);
    free(s->memory);
    s->memory = NULL;
    s->cleaned++;
    if (g->thrown < 0 && g->thrown == s->outer_takes)
        generator_caught(g);
    GENERATOR_END(g, RESULT);
}

static void begin(struct story *s)
{
    *s = (struct story){.fd = -1};
    generator_init(&s->outer);
}

/* Go on until it has yielded `wait`; 0: not even begin. */
static void reach(struct story *s, int wait)
{
    begin(s);
    for (int at = 1; at <= wait; at++)
        assert_int_equal(tell(s), at);
}

static int throw_in(struct story *s, int error)
{
    generator_throw(&s->outer, error);
    return tell(s);
}

static void expect_clean(const struct story *s)
{
    assert_true(generator_ended(&s->outer));
    assert_null(s->memory);
    assert_int_equal(s->fd, -1);
    assert_int_equal(s->cleaned, s->begun);
}

static void test_to_the_end(void **state)
{
    struct story s;

    (void)state;
    reach(&s, LAST);
    assert_int_equal(s.result, INNER);
    assert_false(generator_ended(&s.outer));
    for (int i = 0; i < 3; i++)
        assert_int_equal(tell(&s), RESULT);
    expect_clean(&s);
    assert_int_equal(s.cleaned, 1);
    assert_int_equal(s.inner_cleaned, 1);
}

/* At each of its waits, its own and the inner one's. */
static void test_cancelled(void **state)
{
    (void)state;
    for (int wait = FIRST; wait <= LAST; wait++) {
        struct story s;
        int inner_fd;

        reach(&s, wait);
        inner_fd = s.fd;
        assert_int_equal(throw_in(&s, -ECANCELED), -ECANCELED);
        expect_clean(&s);
        assert_int_equal(s.cleaned, 1);
        assert_int_equal(s.inner_cleaned, wait > FIRST);
        assert_int_equal(s.result, wait == LAST ? INNER : 0);
        if (inner_fd >= 0) {
            assert_int_equal(fcntl(inner_fd, F_GETFD), -1);
            assert_int_equal(errno, EBADF);
        }
        /* What is left of it is its result. */
        assert_int_equal(tell(&s), -ECANCELED);
        assert_int_equal(s.cleaned, 1);
    }
}

static void test_taken_by_the_outer(void **state)
{
    (void)state;
    for (int wait = FIRST; wait <= LAST; wait++) {
        struct story s;

        reach(&s, wait);
        s.outer_takes = -ETIMEDOUT;
        assert_int_equal(throw_in(&s, -ETIMEDOUT), RESULT);
        expect_clean(&s);
        assert_int_equal(s.inner_cleaned, wait > FIRST);
    }
}

/* Then the outer one knows nothing of it and goes on. */
static void test_taken_by_the_inner(void **state)
{
    (void)state;
    for (int wait = INNER_FIRST; wait <= INNER_SECOND; wait++) {
        struct story s;

        reach(&s, wait);
        s.takes = -ETIMEDOUT;
        assert_int_equal(throw_in(&s, -ETIMEDOUT), LAST);
        assert_int_equal(s.result, INNER);
        assert_int_equal(s.inner_cleaned, 1);
        assert_int_equal(tell(&s), RESULT);
        expect_clean(&s);
    }
}

static void test_not_begun(void **state)
{
    struct story s;

    (void)state;
    reach(&s, 0);
    assert_int_equal(throw_in(&s, -ECANCELED), -ECANCELED);
    expect_clean(&s);
    assert_int_equal(s.begun, 0);
}

static void test_ended(void **state)
{
    struct story s;

    (void)state;
    reach(&s, LAST);
    assert_int_equal(tell(&s), RESULT);
    assert_int_equal(throw_in(&s, -ECANCELED), RESULT);
    assert_int_equal(s.cleaned, 1);
}

static void test_nothing_thrown(void **state)
{
    struct story s;

    (void)state;
    begin(&s);
    for (int at = FIRST; at <= LAST; at++)
        assert_int_equal(throw_in(&s, 0), at);
    assert_int_equal(throw_in(&s, 0), RESULT);
    expect_clean(&s);
}

/* A CATCH in a loop: the story goes on after what was thrown in. */
struct beats {
    struct generator generator;
    int left, missed;
};

static int beat(struct beats *b)
{
    struct generator *g = &b->generator;

    GENERATOR_BEGIN(g);
    while (b->left > 0) {
        GENERATOR_YIELD(g, b->left);
        b->left--;
        continue;

        GENERATOR_CATCH(g);
        if (generator_caught(g) != -ETIMEDOUT)
            break;
        b->missed++;
    }
    GENERATOR_END(g, 0);
}

static void test_goes_on_after_an_error(void **state)
{
    struct beats b = {.left = 3};

    (void)state;
    generator_init(&b.generator);
    assert_int_equal(beat(&b), 3);
    for (int missed = 1; missed <= 2; missed++) {
        generator_throw(&b.generator, -ETIMEDOUT);
        assert_int_equal(beat(&b), 3);
        assert_int_equal(b.missed, missed);
    }
    assert_int_equal(beat(&b), 2);
    generator_throw(&b.generator, -EIO);
    assert_int_equal(beat(&b), 0);
    assert_true(generator_ended(&b.generator));
}

/* An inner one that takes an error and waits on: it is not thrown again. */
struct patient {
    struct generator outer;
    struct beats beats;
};

static int wait_on(struct patient *p)
{
    struct generator *g = &p->outer;
    int result;

    GENERATOR_BEGIN(g);
    GENERATOR_YIELD_FROM(g, &p->beats.generator, result, beat(&p->beats));
    GENERATOR_CATCH(g);
    GENERATOR_END(g, 0);
}

static void test_inner_goes_on_after_an_error(void **state)
{
    struct patient p = {.beats.left = 2};

    (void)state;
    generator_init(&p.outer);
    assert_int_equal(wait_on(&p), 2);
    generator_throw(&p.outer, -ETIMEDOUT);
    assert_int_equal(wait_on(&p), 2);
    assert_int_equal(wait_on(&p), 1);
    assert_int_equal(p.beats.missed, 1);
    assert_int_equal(wait_on(&p), 0);
    assert_true(generator_ended(&p.outer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_to_the_end),
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_taken_by_the_outer),
        cmocka_unit_test(test_taken_by_the_inner),
        cmocka_unit_test(test_not_begun),
        cmocka_unit_test(test_ended),
        cmocka_unit_test(test_nothing_thrown),
        cmocka_unit_test(test_goes_on_after_an_error),
        cmocka_unit_test(test_inner_goes_on_after_an_error),
    };

    return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
