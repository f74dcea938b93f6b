#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/suggest.h"

static const char *const backends[] = {"sequential", "threads", "epoll",
                                       "libev",      "libuv",   "coroutines"};

static const char *near(const char *word)
{
    return suggest(word, backends, sizeof backends / sizeof *backends);
}

static void slips_of_the_keyboard_are_found(void **state)
{
    (void)state;
    assert_string_equal(near("epol"), "epoll");   /* left out */
    assert_string_equal(near("eppoll"), "epoll"); /* doubled */
    assert_string_equal(near("epolk"), "epoll");  /* wrong */
    assert_string_equal(near("eopll"), "epoll");  /* swapped */
    assert_string_equal(near("corutines"), "coroutines");
    assert_string_equal(near("thread"), "threads");
    assert_string_equal(near("epoll"), "epoll");
}

static void the_first_of_equally_near_ones_is_taken(void **state)
{
    (void)state;
    assert_string_equal(near("libew"), "libev");
    assert_string_equal(near("libux"), "libuv");
    assert_string_equal(near("libxx"), "libev");
}

static void what_is_far_from_all_is_left_alone(void **state)
{
    char word[100];

    (void)state;
    for (size_t i = 0; i < sizeof word - 1; i++)
        word[i] = 'e';
    word[sizeof word - 1] = '\0';
    assert_null(near("select"));
    assert_null(near(""));
    assert_null(near("x"));
    assert_null(near(word));
    assert_null(suggest("epoll", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_of_the_keyboard_are_found),
        cmocka_unit_test(the_first_of_equally_near_ones_is_taken),
        cmocka_unit_test(what_is_far_from_all_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
