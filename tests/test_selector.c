/* selector: every mechanism that is here, by the same tests. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/random.h"
#include "harness/selector.h"

enum { PAIRS = 40 };

/* The mechanism is the test's initial state. */
static struct selector *make(void **state)
{
    int error;
    struct selector *selector = selector_create_named(*state, &error);

    assert_non_null(selector);
    assert_string_equal(selector_name(selector), *state);
    return selector;
}

static void make_pair(int pair[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
}

static void close_pair(int pair[2])
{
    close(pair[0]);
    close(pair[1]);
}

/* What is ready now for `data`: a set of SELECT_*. */
static unsigned ready_now(struct selector *selector, const void *data)
{
    struct selected ready[2 * PAIRS];
    unsigned events = 0;
    int n = selector_wait(selector, ready, 2 * PAIRS, 0);

    assert_true(n >= 0);
    for (int i = 0; i < n; i++) {
        if (ready[i].data == data)
            events |= ready[i].events;
    }
    return events;
}

static void readiness_follows_what_is_wanted(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a;

    make_pair(pair);
    assert_int_equal(selector_add(selector, pair[0], SELECT_READ, &a), 0);
    assert_int_equal(ready_now(selector, &a), 0);
    assert_int_equal(write(pair[1], "x", 1), 1);
    for (int level = 0; level < 2; level++) /* again, as nothing was read */
        assert_int_equal(ready_now(selector, &a), SELECT_READ);
    selector_change(selector, pair[0], SELECT_WRITE, &a);
    assert_int_equal(ready_now(selector, &a), SELECT_WRITE);
    selector_change(selector, pair[0], SELECT_READ | SELECT_WRITE, &a);
    assert_int_equal(ready_now(selector, &a), SELECT_READ | SELECT_WRITE);
    selector_change(selector, pair[0], 0, &a);
    assert_int_equal(ready_now(selector, &a), 0);
    close_pair(pair);
    selector_destroy(selector);
}

static void both_directions_are_one_entry(void **state)
{
    struct selector *selector = make(state);
    struct selected ready[2 * PAIRS];
    int pairs[PAIRS][2];

    for (int i = 0; i < PAIRS; i++) {
        make_pair(pairs[i]);
        assert_int_equal(write(pairs[i][1], "x", 1), 1);
        assert_int_equal(selector_add(selector, pairs[i][0],
                                      SELECT_READ | SELECT_WRITE, &pairs[i]),
                         0);
    }
    for (int turn = 0; turn < 3; turn++) {
        assert_int_equal(selector_wait(selector, ready, 2 * PAIRS, 0), PAIRS);
        for (int i = 0; i < PAIRS; i++)
            assert_int_equal(ready[i].events, SELECT_READ | SELECT_WRITE);
    }
    for (int i = 0; i < PAIRS; i++)
        close_pair(pairs[i]);
    selector_destroy(selector);
}

static void the_pointer_can_change_alone(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a, b;

    make_pair(pair);
    selector_add(selector, pair[0], SELECT_WRITE, &a);
    assert_int_equal(selector_change(selector, pair[0], SELECT_WRITE, &b), 0);
    assert_int_equal(ready_now(selector, &a), 0);
    assert_int_equal(ready_now(selector, &b), SELECT_WRITE);
    close_pair(pair); /* from here on, a system call would fail */
    assert_int_equal(selector_change(selector, pair[0], SELECT_WRITE, &a), 0);
    selector_destroy(selector);
}

static void a_hang_up_reads_as_ready(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a;

    make_pair(pair);
    selector_add(selector, pair[0], SELECT_READ, &a);
    close(pair[1]);
    assert_true(ready_now(selector, &a) & SELECT_READ);
    selector_change(selector, pair[0], SELECT_WRITE, &a);
    assert_true(ready_now(selector, &a) & SELECT_WRITE);
    /* A hang-up that nobody wants to hear of must not end every wait. */
    selector_change(selector, pair[0], 0, &a);
    assert_int_equal(ready_now(selector, &a), 0);
    close(pair[0]);
    selector_destroy(selector);
}

static void misuse_is_told(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a;

    make_pair(pair);
    assert_int_equal(selector_change(selector, pair[0], 0, &a), -ENOENT);
    assert_int_equal(selector_remove(selector, pair[0]), -ENOENT);
    assert_int_equal(selector_forget(selector, pair[0]), -ENOENT);
    assert_int_equal(selector_remove(selector, -1), -ENOENT);
    assert_int_equal(selector_add(selector, -1, SELECT_READ, &a), -EBADF);
    assert_int_equal(selector_add(selector, pair[0], SELECT_READ, &a), 0);
    assert_int_equal(selector_add(selector, pair[0], SELECT_READ, &a), -EEXIST);
    assert_int_equal(selector_remove(selector, pair[0]), 0);
    assert_int_equal(selector_change(selector, pair[0], 0, &a), -ENOENT);
    close_pair(pair);
    selector_destroy(selector);
}

/* The number of a closed descriptor is given out again at once. */
static void a_number_can_be_used_again(void **state)
{
    struct selector *selector = make(state);
    int a, b, first;

    for (int round = 0; round < 4; round++) {
        int pair[2];

        make_pair(pair);
        if (round == 0)
            first = pair[0];
        assert_int_equal(pair[0], first);
        assert_int_equal(
            selector_add(selector, pair[0], SELECT_READ, round % 2 ? &a : &b),
            0);
        assert_int_equal(write(pair[1], "x", 1), 1);
        assert_int_equal(ready_now(selector, round % 2 ? &a : &b), SELECT_READ);
        assert_int_equal(ready_now(selector, round % 2 ? &b : &a), 0);
        if (round < 2)
            assert_int_equal(selector_forget(selector, pair[0]), 0);
        else
            assert_int_equal(selector_remove(selector, pair[0]), 0);
        close_pair(pair);
        assert_int_equal(ready_now(selector, &a), 0);
    }
    selector_destroy(selector);
}

static void one_can_be_removed_after_it_was_closed(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a;

    make_pair(pair);
    selector_add(selector, pair[0], SELECT_READ, &a);
    close_pair(pair);
    assert_int_equal(selector_remove(selector, pair[0]), 0);
    assert_int_equal(ready_now(selector, &a), 0);
    selector_destroy(selector);
}

static void high_numbers_are_allowed(void **state)
{
    struct selector *selector = make(state);
    int pair[2], a, high;

    make_pair(pair);
    high = fcntl(pair[0], F_DUPFD, 900);
    assert_true(high >= 900);
    assert_int_equal(selector_add(selector, high, SELECT_WRITE, &a), 0);
    assert_int_equal(ready_now(selector, &a), SELECT_WRITE);
    selector_remove(selector, high);
    close(high);
    close_pair(pair);
    selector_destroy(selector);
}

static void a_small_array_starves_nobody(void **state)
{
    struct selector *selector = make(state);
    int pairs[PAIRS][2];
    bool seen[PAIRS] = {false};
    struct selected ready[3];

    for (int i = 0; i < PAIRS; i++) {
        make_pair(pairs[i]);
        selector_add(selector, pairs[i][0], SELECT_WRITE, &seen[i]);
    }
    for (int turn = 0; turn < PAIRS; turn++) {
        int n = selector_wait(selector, ready, 3, 0);

        assert_in_range(n, 1, 3);
        for (int i = 0; i < n; i++)
            *(bool *)ready[i].data = true;
    }
    for (int i = 0; i < PAIRS; i++) {
        assert_true(seen[i]);
        close_pair(pairs[i]);
    }
    selector_destroy(selector);
}

static void a_wait_lasts_until_its_time(void **state)
{
    struct selector *selector = make(state);
    struct selected ready[1];
    uint64_t until = clock_now() + 5 * CLOCK_MS;

    assert_int_equal(selector_wait(selector, ready, 1, until), 0);
    assert_true(clock_now() >= until);
    assert_int_equal(selector_wait(selector, ready, 1, 0), 0);
    assert_int_equal(selector_wait(selector, ready, 1, 1), 0); /* past */
    selector_destroy(selector);
}

static void on_alarm(int signal)
{
    (void)signal;
}

static void a_signal_ends_a_wait(void **state)
{
    struct selector *selector = make(state);
    struct sigaction action = {.sa_handler = on_alarm}, before;
    /* Again and again: the first may come before the wait. */
    struct itimerval alarms = {{0, 10000}, {0, 10000}}, none = {{0, 0}, {0, 0}};
    struct selected ready[1];

    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &alarms, NULL);
    assert_int_equal(selector_wait(selector, ready, 1, CLOCK_NEVER), -EINTR);
    setitimer(ITIMER_REAL, &none, NULL);
    sigaction(SIGALRM, &before, NULL);
    selector_destroy(selector);
}

/* One of each pair is watched; the model says what it wants and has. */
struct model {
    struct selector *selector;
    int pairs[PAIRS][2];
    bool registered[PAIRS];
    bool readable[PAIRS];
    unsigned wanted[PAIRS];
};

static void check_model(struct model *m)
{
    for (int i = 0; i < PAIRS; i++) {
        unsigned expected = m->wanted[i];

        if (!m->readable[i])
            expected &= (unsigned)SELECT_WRITE;
        if (!m->registered[i])
            expected = 0;
        assert_int_equal(ready_now(m->selector, &m->pairs[i]), expected);
    }
}

static void reopen(struct model *m, int i)
{
    if (m->registered[i])
        selector_forget(m->selector, m->pairs[i][0]);
    close_pair(m->pairs[i]);
    make_pair(m->pairs[i]);
    m->registered[i] = m->readable[i] = false;
}

static void step(struct model *m, struct random *random)
{
    int i = (int)random_below(random, PAIRS), fd = m->pairs[i][0];
    unsigned events = (unsigned)random_below(random, 4);

    switch (random_below(random, 5)) {
    case 0:
        assert_int_equal(selector_add(m->selector, fd, events, &m->pairs[i]),
                         m->registered[i] ? -EEXIST : 0);
        if (!m->registered[i])
            m->wanted[i] = events;
        m->registered[i] = true;
        break;
    case 1:
        assert_int_equal(selector_change(m->selector, fd, events, &m->pairs[i]),
                         m->registered[i] ? 0 : -ENOENT);
        m->wanted[i] = events;
        break;
    case 2:
        assert_int_equal(selector_remove(m->selector, fd),
                         m->registered[i] ? 0 : -ENOENT);
        m->registered[i] = false;
        break;
    case 3:
        assert_int_equal(write(m->pairs[i][1], "x", 1), 1);
        m->readable[i] = true;
        break;
    default:
        reopen(m, i);
        break;
    }
}

static void random_operations_agree_with_a_model(void **state)
{
    struct model m = {.selector = make(state)};
    struct random random;

    random_seed(&random, 7);
    for (int i = 0; i < PAIRS; i++)
        make_pair(m.pairs[i]);
    for (int i = 0; i < 3000; i++) {
        step(&m, &random);
        if (i % 50 == 0)
            check_model(&m);
    }
    for (int i = 0; i < PAIRS; i++)
        close_pair(m.pairs[i]);
    selector_destroy(m.selector);
}

static void unknown_mechanisms_are_refused(void **state)
{
    int error = 0;

    (void)state;
    assert_null(selector_create_named("select", &error));
    assert_int_equal(error, -ENOSYS);
}

static void the_best_is_taken(void **state)
{
    int error;
    struct selector *selector = selector_create(&error);

    (void)state;
    assert_non_null(selector);
#if defined(__linux__)
    assert_string_equal(selector_name(selector), "epoll");
#endif
    selector_destroy(selector);
    selector_destroy(NULL);
}

static bool is_here(const char *mechanism)
{
    int error;
    struct selector *selector = selector_create_named(mechanism, &error);

    selector_destroy(selector);
    return selector != NULL;
}

#define TEST(function) cmocka_unit_test_prestate(function, mechanism)

static int test_mechanism(char *mechanism)
{
    const struct CMUnitTest tests[] = {
        TEST(readiness_follows_what_is_wanted),
        TEST(both_directions_are_one_entry),
        TEST(the_pointer_can_change_alone),
        TEST(a_hang_up_reads_as_ready),
        TEST(misuse_is_told),
        TEST(a_number_can_be_used_again),
        TEST(one_can_be_removed_after_it_was_closed),
        TEST(high_numbers_are_allowed),
        TEST(a_small_array_starves_nobody),
        TEST(a_wait_lasts_until_its_time),
        TEST(a_signal_ends_a_wait),
        TEST(random_operations_agree_with_a_model),
    };

    return cmocka_run_group_tests_name(mechanism, tests, NULL, NULL);
}

int main(void)
{
    static char names[][8] = {"epoll", "kqueue", "poll"};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_mechanisms_are_refused),
        cmocka_unit_test(the_best_is_taken),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_here(names[i]))
            failed += test_mechanism(names[i]);
    }
    return failed;
}
