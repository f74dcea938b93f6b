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
    if (job->target_count == 1 && job->fault_count == 0)
        share->only = job->targets;
    /* Shares count from places far apart, so that tokens do not repeat. */
    answer_token(job->seed + ((uint64_t)index << 40), share->token);
}

/* Out of line, so that it costs a right answer nothing. */
__attribute__((noinline)) static void count_error(struct share *share,
                                                  int error)
{
    if (error < 0) {
        share->totals.ordered[ordered_of(-error)]++;
    } else {
        share->totals.failed++;
        job_failed(share->job);
    }
}

/* True: there is room for a sample. */
__attribute__((noinline)) static bool refill(struct share *share)
{
    share->slot = job_slots(share->job, &share->slot_end);
    return share->slot != NULL;
}

void share_record(struct share *share, const struct sample *sample)
{
    struct job *job = share->job;

    if (share->slot != share->slot_end || refill(share))
        *share->slot++ = *sample;
    if (sample->error) {
        count_error(share, sample->error);
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
