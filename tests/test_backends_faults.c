/* Every backend: answers that are late, wrong or never end. */
#include "tests/support_check.h"

int main(void)
{
    return check_test("backends: faults",
                      1u << CHECK_SLOW | 1u << CHECK_ENDED | 1u << CHECK_WRONG);
}
