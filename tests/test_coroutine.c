/* coroutine: the checks of support_coroutine with every switch there is here,
 * each as a test case. For aarch64 they are run by tests/switch.sh. */
/* tsan */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "backends/coroutine.h"
#include "tests/support_coroutine.h"

static void run_check(const struct switcher *via,
                      const struct coroutine_check *check)
{
    const char *wrong = via ? check->run(via) : "skip: no such switch here";

    if (wrong && strncmp(wrong, "skip: ", 6) == 0) {
        print_message("%s: %s\n", check->name, wrong);
        skip();
    }
    if (wrong)
        fail_msg("%s: %s (%s)", check->name, wrong, via->name);
}

static void run_own(void **state)
{
    run_check(switcher_own(), *state);
}

static void run_ucontext(void **state)
{
    run_check(switcher_ucontext(), *state);
}

int main(void)
{
    size_t count = coroutine_check_count;
    struct CMUnitTest *tests = calloc(2 * count, sizeof *tests);
    int failed;

    if (!tests)
        return 1;
    for (size_t i = 0; i < 2 * count; i++)
        tests[i] = (struct CMUnitTest){
            .name = coroutine_checks[i % count].name,
            .test_func = i < count ? run_own : run_ucontext,
            .initial_state = (void *)(uintptr_t)&coroutine_checks[i % count],
        };
    /* What cmocka_run_group_tests stands for, with a number of its own. */
    failed = _cmocka_run_group_tests("coroutine", tests, 2 * count, NULL, NULL);
    free(tests);
    return failed;
}
