/*
 * The callbacks row from inside: what a connection adds to what every row has
 * of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The file itself: what it keeps to itself is what is tested. */
#include "backends/callbacks.c"

#include "harness/selector_mechanism.h"

/* Arrays that grow by half hold up to half as much again. */
static void test_memory_of_a_connection(void **state)
{
    size_t own = sizeof(struct peer) - sizeof(struct conn);
    size_t tables = sizeof(struct watch) + sizeof(struct timer *);

    (void)state;
    assert_true(own + tables * 3 / 2 <= 128);
}

/* An event says which watcher; that has to lead back to the peer. */
static void test_peer_of_a_watcher(void **state)
{
    struct peer p;

    (void)state;
    assert_ptr_equal(peer_of(&p.watcher), &p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_of_a_connection),
        cmocka_unit_test(test_peer_of_a_watcher),
    };

    return cmocka_run_group_tests_name("callbacks", tests, NULL, NULL);
}
