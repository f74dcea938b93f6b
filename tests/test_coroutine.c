/* coroutine: the checks of support_coroutine, each as a test case.
 * Built with ucontext or for aarch64 they are run by tests/switch.sh. */
/* tsan */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "backends/coroutine.h"
#include "tests/support_coroutine.h"

static void run_check(void **state)
{
    const struct coroutine_check *check = *state;
    const char *wrong = check->run();

    if (wrong)
        fail_msg("%s: %s (%s)", check->name, wrong, coroutine_switch_name());
}

int main(void)
{
    struct CMUnitTest *tests = calloc(coroutine_check_count, sizeof *tests);
    int failed;

    if (!tests)
        return 1;
    for (size_t i = 0; i < coroutine_check_count; i++)
        tests[i] = (struct CMUnitTest){
            .name = coroutine_checks[i].name,
            .test_func = run_check,
            .initial_state = (void *)(uintptr_t)&coroutine_checks[i],
        };
    /* What cmocka_run_group_tests stands for, with a number of its own. */
    failed = _cmocka_run_group_tests("coroutine", tests, coroutine_check_count,
                                     NULL, NULL);
    free(tests);
    return failed;
}
