/* Every backend: good answers, whole, in pieces and large. */
#include "tests/support_check.h"

int main(void)
{
    return check_test("backends: answers", 1u << CHECK_WHOLE |
                                               1u << CHECK_SPLIT |
                                               1u << CHECK_LARGE);
}
