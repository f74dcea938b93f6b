/*
 * support_coroutine - what every switch of coroutines must do.
 *
 * Knows no cmocka, so that tests/switch.sh can build the checks for another
 * processor with nothing but a compiler and libc.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_COROUTINE_H
#define MUXBENCH_TESTS_SUPPORT_COROUTINE_H

#include <stddef.h>

struct coroutine_check {
    const char *name;
    const char *(*run)(void); /* what is wrong; NULL: nothing */
};

extern const struct coroutine_check coroutine_checks[];
extern const size_t coroutine_check_count;

#endif
