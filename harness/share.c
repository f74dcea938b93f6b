#include "share.h"

#include <string.h>

#include "burn.h"

void share_begin(struct share *share, struct job *job, int index, int of)
{
    memset(share, 0, sizeof *share);
    share->job = job;
    share->index = index;
    share->of = of;
    share->connections =
        job->connections / of + (index < job->connections % of);
    /* Shares count from places far apart, so that tokens do not repeat. */
    answer_token(job->seed + ((uint64_t)index << 40), share->token);
}

void share_record(struct share *share, const struct sample *sample)
{
    struct job *job = share->job;

    if (share->slot == share->slot_end)
        share->slot = job_slots(job, &share->slot_end);
    if (share->slot)
        *share->slot++ = *sample;
    if (sample->error < 0) {
        share->totals.ordered[ordered_of(-sample->error)]++;
    } else if (sample->error) {
        share->totals.failed++;
        job_failed(job);
    } else {
        share->totals.ok++;
        share->totals.body_bytes += sample->bytes;
    }
    if (sample->done >=
        atomic_load_explicit(&job->next_edge, memory_order_relaxed))
        job_reach_edge(job, sample->done);
    if (job->hog_ns > 0 && !sample->error &&
        (sample->number + 1) % job->hog_every == 0)
        burn(job->hog_ns);
}

void share_connected(struct share *share, bool up)
{
    share->totals.opened += up;
    job_connected(share->job, up ? 1 : -1);
}
