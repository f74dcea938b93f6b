/* The checks of support_coroutine as a program without cmocka: prints a line
 * for each, and for what it was built. Run by tests/switch.sh. */
#include <stdio.h>

#include "backends/coroutine.h"
#include "tests/support_coroutine.h"

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < coroutine_check_count; i++) {
        const struct coroutine_check *check = &coroutine_checks[i];
        const char *wrong = check->run();

        printf("%s: %s: %s\n", coroutine_switch_name(), check->name,
               wrong ? wrong : "ok");
        fflush(stdout); /* the next one may end the process */
        failed += wrong != NULL;
    }
    return failed > 0;
}
