#include "budget.h"

uint64_t budget_corrected(uint64_t expected, uint64_t done, uint64_t elapsed)
{
    if (done < BUDGET_TRUSTED)
        return expected;
    return (uint64_t)((double)expected * ((double)elapsed / (double)done));
}

bool budget_holds(uint64_t budget, uint64_t used, uint64_t next)
{
    return budget == UINT64_MAX || (used <= budget && next <= budget - used);
}
