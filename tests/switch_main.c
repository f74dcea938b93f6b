/* The checks of support_coroutine as a program without cmocka: prints a line
 * for each, with every switch there is. Run by tests/switch.sh. */
#include <stdio.h>

#include "backends/coroutine.h"
#include "tests/support_coroutine.h"

static int run_checks(const struct switcher *via)
{
    int failed = 0;

    for (size_t i = 0; via && i < coroutine_check_count; i++) {
        const struct coroutine_check *check = &coroutine_checks[i];
        const char *wrong = check->run(via);

        printf("%s: %s: %s\n", via->name, check->name, wrong ? wrong : "ok");
        fflush(stdout); /* the next one may end the process */
        failed += wrong != NULL;
    }
    return failed;
}

int main(void)
{
    return run_checks(switcher_own()) + run_checks(switcher_ucontext()) > 0;
}
