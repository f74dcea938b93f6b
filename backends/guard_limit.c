#include "guard_limit.h"

#include "job.h"
#include "mappings.h"
#include "resources.h"

#define OF_A_STACK 2 /* a guard, and what lies between two of them */

int guard_mappings(void)
{
    return guard_best() == GUARD_INSTALL ? 0 : OF_A_STACK;
}

long guard_most(enum guard guard)
{
    uint64_t most = mappings_most();

    if (guard == GUARD_INSTALL || most == LIMITS_UNKNOWN)
        return 0;
    return (long)(most / OF_A_STACK);
}

void guard_explain(enum guard guard, struct job *job)
{
    long most = guard_most(guard);

    if (most > 0)
        job_explain(job, "vm.max_map_count allows less than %ld stacks", most);
}
