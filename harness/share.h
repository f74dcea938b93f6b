/*
 * share - one worker's part of a job: what it touches for each request.
 *
 * A worker is a thread or a loop, and a share is used by one worker only. It
 * meets the others in the job, as seldom as can be: for a request's number,
 * for a chunk of sample slots, and when something is out of the ordinary.
 */
#ifndef MUXBENCH_SHARE_H
#define MUXBENCH_SHARE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "answer.h"
#include "http.h"
#include "job.h"

struct share {
    struct job *job;
    int index, of;             /* this worker, of so many */
    int connections;           /* how many connections it has */
    int clients;               /* of them, that conn_init() has made so far */
    const struct target *only; /* what every request is for; NULL: it differs */
    struct sample *slot, *slot_end;
    struct totals totals;
    char token[ANSWER_TOKEN_LENGTH]; /* of the next request */
    struct http_memo memo;           /* of its connections' readers */
};

void share_begin(struct share *, struct job *, int index, int of);

/* When the window ends. */
static inline uint64_t share_end(const struct job *job)
{
    return atomic_load_explicit(&job->edge_at[1], memory_order_relaxed);
}

/* From when on a request would be too late. */
static inline uint64_t share_last(const struct job *job)
{
    return clock_add(share_end(job), job->guard_ns);
}

/* The number of the next request, at `now`. False: there is none any more, or
 * it would be too late for it. */
static inline bool share_take(struct share *share, uint64_t now,
                              uint32_t *number)
{
    struct job *job = share->job;
    uint64_t mine;

    if (atomic_load_explicit(&job->stop_reason, memory_order_relaxed) ||
        now >= share_last(job))
        return false;
    mine =
        atomic_fetch_add_explicit(&job->next_number, 1, memory_order_relaxed);
    *number = (uint32_t)mine;
    return mine < job->requests;
}

/* When request `number` of the job's schedule is due. False: there is no such
 * request, or it would be due after the end. */
static inline bool share_due(const struct share *share, uint32_t number,
                             uint64_t *due)
{
    const struct job *job = share->job;

    if (number >= job->schedule->count)
        return false;
    *due = job->started + job->schedule->at[number];
    return *due < share_last(job);
}

/* How long a client stays, `now`, that has no request any more: when that is
 * since its pause lasts too long, to `next`, it stays as long as the others. */
static inline uint64_t share_stay(const struct share *share, uint64_t now,
                                  uint64_t next)
{
    const struct job *job = share->job;
    uint64_t last = share_last(job);
    bool stopped =
        atomic_load_explicit(&job->stop_reason, memory_order_relaxed);

    return next < last || stopped ? now : last;
}

/* What request `number` of the job is for, as a client's `served`-th: a bad
 * client fetches faults alone. */
static inline const struct target *share_target(const struct share *share,
                                                uint32_t client,
                                                uint64_t served,
                                                uint32_t number)
{
    const struct job *job = share->job;

    if (share->only)
        return share->only;
    if (job->fault_count > 0 && (client + 1) % job->faults_every == 0)
        return job->faults + served % (uint64_t)job->fault_count;
    return job->targets + number % (uint32_t)job->target_count;
}

/* When a client is to go on with its request `number`, after a pause that
 * begins `now`, ns. */
static inline uint64_t share_resume(const struct share *share, uint32_t client,
                                    uint64_t number, uint64_t now)
{
    const struct job *job = share->job;

    return job->think_ns > 0
               ? clock_add(now, pauses_before(job, client, number))
               : now;
}

/* Write a token no other request of the job has. */
static inline void share_token(struct share *share,
                               char digits[ANSWER_TOKEN_LENGTH])
{
    memcpy(digits, share->token, ANSWER_TOKEN_LENGTH);
    answer_token_next(share->token);
}

/* A request has ended. Where answers cost the client work, it is done then. */
void share_record(struct share *, const struct sample *);

/* A connection was established, or an established one was closed. */
void share_connected(struct share *, bool up);

#endif
