/*
 * null - no IO at all: the control.
 *
 * Promise: every request is answered at once, from memory, with the answer
 * our server would give. What a request costs here is what the suite itself
 * costs in every other row: the request text, the token, the response reader,
 * the checks, the time stamps and the sample.
 *
 * Cost: none of an IO model's. No socket, no wait, no system call.
 *
 * Trap: it is not a result. A rate of this row says how fast the others could
 * not be, and nothing about a network.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "backend.h"
#include "conn.h"

/* The head of a target's answer, made once; the token is patched in. */
struct canned {
    char head[ANSWER_HEAD_MAX];
    size_t length;
    size_t token_at;
};

struct player {
    struct canned *again, *last; /* one a target: kept, and closing */
    const struct target *targets;
};

static void can(struct canned *canned, const struct target *t, int closing)
{
    static const char digits[] = "0123456789abcdef";
    const char *found;

    canned->length = answer_head(canned->head, t->expected.length,
                                 t->token ? digits : NULL, closing);
    found = t->token ? strstr(canned->head, digits) : NULL;
    canned->token_at = found ? (size_t)(found - canned->head) : 0;
}

static void play_body(struct conn *c, const struct body_pattern *body)
{
    uint64_t at = 0;

    while (c->want == CONN_RECV && at < body->length) {
        uint64_t left = body->length - at;
        size_t n = left < body->period ? (size_t)left : (size_t)body->period;

        conn_received(c, body->bytes + at % body->period, (ssize_t)n);
        at += n;
    }
}

/* Head and a small body in one piece, as one read would bring them. */
static void play(struct player *player, struct conn *c)
{
    const struct target *t = c->target;
    bool last = c->text == &t->last;
    struct canned *canned =
        &(last ? player->last : player->again)[t - player->targets];
    char whole[ANSWER_HEAD_MAX + 4096];
    size_t n = canned->length;

    if (t->token)
        memcpy(canned->head + canned->token_at, c->request + c->text->token_at,
               ANSWER_TOKEN_LENGTH);
    memcpy(whole, canned->head, n);
    if (t->expected.length <= sizeof whole - ANSWER_HEAD_MAX) {
        if (t->expected.length > 0)
            memcpy(whole + n, t->expected.bytes, (size_t)t->expected.length);
        conn_received(c, whole, (ssize_t)(n + t->expected.length));
    } else {
        conn_received(c, whole, (ssize_t)n);
        play_body(c, &t->expected);
    }
    if (last && c->want == CONN_RECV)
        conn_received(c, NULL, 0);
}

static void step(struct player *player, struct conn *c)
{
    switch (c->want) {
    case CONN_WAIT:
        clock_sleep_until(c->wake);
        conn_woke(c);
        break;
    case CONN_OPEN:
        conn_opened(c, 0);
        break;
    case CONN_SEND:
        conn_sent(c, (ssize_t)c->out_length);
        break;
    case CONN_RECV:
        play(player, c);
        break;
    case CONN_CLOSE:
        conn_closed(c);
        break;
    case CONN_NOTHING:
        break;
    }
}

/* The connections in turn, a request each, as long as there is one. */
static void play_all(struct player *player, struct conn *conns, int count)
{
    int left = count;

    while (left > 0) {
        left = 0;
        for (int i = 0; i < count; i++) {
            uint64_t served = conns[i].served;

            while (conns[i].want != CONN_NOTHING && conns[i].served == served)
                step(player, &conns[i]);
            left += conns[i].want != CONN_NOTHING;
        }
    }
}

static int serve(struct share *share)
{
    const struct job *job = share->job;
    struct conn *conns = calloc((size_t)share->connections + 1, sizeof *conns);
    size_t targets = (size_t)job->target_count;
    struct canned *canned = calloc(targets * 2 + 1, sizeof *canned);
    struct player player = {canned, canned + targets, job->targets};
    int made = 0, result = conns && canned ? 0 : -ENOMEM;

    for (size_t i = 0; result == 0 && i < targets; i++) {
        can(&player.again[i], &job->targets[i], 0);
        can(&player.last[i], &job->targets[i], 1);
    }
    while (result == 0 && made < share->connections)
        result = conn_init(&conns[made++], share);
    if (result == 0)
        play_all(&player, conns, made);
    for (int i = 0; i < made; i++)
        conn_free(&conns[i]);
    free(conns);
    free(canned);
    return result;
}

static int null_run(struct job *job)
{
    job_uses(job, "no IO: answers from memory");
    return job_serve(job, job->threads, 0, serve);
}

static const char *null_unusable(void)
{
    return NULL;
}

const struct backend backend_null = {
    .name = "null",
    .about = "no IO: what the suite itself costs",
    .family = FAMILY_CONTROL,
    .unusable = null_unusable,
    .run = null_run,
};
