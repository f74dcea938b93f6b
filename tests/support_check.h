/*
 * support_check - every backend against cases of `muxbench check`, run once
 * by the program's own means and told as a cmocka test case each.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_CHECK_H
#define MUXBENCH_TESTS_SUPPORT_CHECK_H

#include "harness/check.h"
#include "harness/check_origin.h"

/*
 * The cases of these groups, 1 << CHECK_WHOLE and so on. Under a sanitizer
 * without the heavy ones: it is memory and the undefined that are looked for
 * there. Returns what main() does.
 */
int check_test(const char *name, unsigned groups);

/* Our server, for tests that make trials of their own: set up and tear down
 * of a group. */
int check_setup(void **);
int check_teardown(void **);
const struct ours *check_server(void);

/* A case of such a test; check_assert() fails the test when it has failed, and
 * skips it when it cannot be run. */
struct check *check_begin(const struct backend *);
void check_assert(const struct check *);

#endif
