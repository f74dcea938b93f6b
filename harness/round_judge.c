#include "round.h"

#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "waiting.h"

static struct validity_load load_of(const struct plan_round *plan)
{
    const struct scenario *s = plan->point->scenario;

    return (struct validity_load){
        .closed = s->mode == SCENARIO_CLOSED,
        .control = plan->backend->family == FAMILY_CONTROL,
        .churns = s->requests_per_connection != SCENARIO_NO_COUNT,
        .faults_every = s->faults.count > 0 ? (int)s->faults_every : 0,
        .think_ns = s->think,
        .at_once =
            waiting_at_once(plan->backend->waiting, plan->point->connections,
                            plan->point->threads),
    };
}

/* All that is wrong, one after another. */
void round_judge(struct round *r)
{
    struct validity_load load = load_of(r->plan);
    struct validity_verdict verdict;
    char text[sizeof r->record->reason] = "";
    enum validity_fault fault = FAULT_NONE;
    size_t length = 0;

    validity_round(r->record, &load, &verdict);
    for (size_t i = 0; i < verdict.count && length < sizeof text; i++) {
        const struct validity_finding *f = &verdict.findings[i];

        if (f->level != VALIDITY_INVALID)
            continue;
        if (fault == FAULT_NONE)
            fault = f->fault;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s",
                                   length ? "; " : "", f->text);
    }
    if (length > 0)
        round_fault(r, fault, "%s", text);
}
