/* Every backend: what runs out, and how a job ends. */
#include "tests/support_check.h"

int main(void)
{
    return check_test("backends: limits",
                      1u << CHECK_LIMITS | 1u << CHECK_JOBS);
}
