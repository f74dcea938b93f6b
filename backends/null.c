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
 *
 * Heart: step, play.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "backend.h"
#include "conn.h"

/* As much of a body as comes in one piece with the head. */
#define BODY_PIECE 4096

/* The start of a target's answer, made once; the token is patched in. */
struct canned {
    size_t length;
    size_t token_at;
    char bytes[ANSWER_HEAD_MAX + BODY_PIECE];
};

struct player {
    struct canned *again, *last; /* one a target: kept, and closing */
    const struct target *targets;
    const struct request_text *text; /* the last request's, and its answer */
    struct canned *answer;
};

static size_t first_piece(const struct body_pattern *body)
{
    return body->length < BODY_PIECE ? (size_t)body->length : BODY_PIECE;
}

static void can(struct canned *canned, const struct target *t, int closing)
{
    static const char digits[] = "0123456789abcdef";
    size_t head = answer_head(canned->bytes, t->expected.length,
                              t->token ? digits : NULL, closing);
    size_t body = first_piece(&t->expected);
    const char *found = t->token ? strstr(canned->bytes, digits) : NULL;

    canned->token_at = found ? (size_t)(found - canned->bytes) : 0;
    if (body > 0)
        memcpy(canned->bytes + head, t->expected.bytes, body);
    canned->length = head + body;
}

static void play_rest(struct conn *c, const struct body_pattern *body)
{
    uint64_t at = first_piece(body);

    while (c->want == CONN_RECV && at < body->length) {
        uint64_t left = body->length - at;
        size_t n = left < body->period ? (size_t)left : (size_t)body->period;

        conn_received(c, body->bytes + at % body->period, (ssize_t)n);
        at += n;
    }
}

/* The answer to a connection's request, without the token: nearly always that
 * to the request before. */
static struct canned *find(struct player *player, const struct conn *c)
{
    const struct target *t = c->target;

    if (c->text != player->text) {
        player->text = c->text;
        player->answer = c->text == &t->last ? player->last : player->again;
        player->answer += t - player->targets;
    }
    return player->answer;
}

/* The token of the request goes back with the answer, as a server's echo. */
static void play(struct player *player, struct conn *c)
{
    struct canned *answer = find(player, c);

    if (answer->token_at > 0)
        memcpy(answer->bytes + answer->token_at, c->request + c->text->token_at,
               ANSWER_TOKEN_LENGTH);
    conn_received(c, answer->bytes, (ssize_t)answer->length);
    if (c->want == CONN_RECV)
        play_rest(c, &c->target->expected);
}

static void step(struct player *player, struct conn *c)
{
    switch (c->want) {
    case CONN_WAIT:
        conn_reached(c);
        if (c->want == CONN_WAIT) {
            clock_sleep_until(c->wake);
            conn_woke(c);
        }
        break;
    case CONN_OPEN:
        conn_opened(c, 0);
        break;
    case CONN_SEND:
        conn_sent(c, (ssize_t)c->out_length);
        play(player, c);
        break;
    case CONN_CLOSE:
        conn_closed(c);
        break;
    case CONN_RECV:
        /* All was played: what is left is the end of the connection. */
        conn_received(c, NULL, 0);
        break;
    case CONN_NOTHING:
        break;
    }
}

/* One request, whatever it takes. */
static void fetch(struct player *player, struct conn *c)
{
    uint64_t served = c->served;

    do
        step(player, c);
    while (c->served == served && c->want != CONN_NOTHING);
}

/* The connections in turn, a request each, as long as there is one. */
static void play_all(struct player *player, struct conn *conns, int count)
{
    const struct conn *end = conns + count;
    int left;

    do {
        left = 0;
        for (struct conn *c = conns; c < end; c++) {
            fetch(player, c);
            left += c->want != CONN_NOTHING;
        }
    } while (left > 0);
}

static int serve(struct share *share)
{
    const struct job *job = share->job;
    struct conn *conns = calloc((size_t)share->connections + 1, sizeof *conns);
    size_t targets = (size_t)job->target_count;
    struct canned *canned = calloc(targets * 2 + 1, sizeof *canned);
    struct player player = {
        .again = canned, .last = canned + targets, .targets = job->targets};
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
