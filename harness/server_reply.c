#include "server_reply.h"

#include <stdio.h>
#include <string.h>

/* A copy of what lies behind the first `skip` bytes, as far as it fits. */
struct slice {
    char *to;
    size_t room;
    size_t length;
    uint64_t skip;
};

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void reply_init(struct reply *reply, uint64_t length)
{
    memset(reply, 0, sizeof *reply);
    reply->status = 200;
    reply->length = length;
    reply->chunk = REPLY_CHUNK;
}

/* The length of a chunk's first line: "1000\r\n". */
static uint64_t line_length(uint64_t bytes)
{
    uint64_t n = 3;

    while ((bytes /= 16) > 0)
        n++;
    return n;
}

uint64_t reply_chunk_total(const struct reply *reply)
{
    return line_length(reply->chunk) + reply->chunk + 2;
}

static const char *reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {413, "Content Too Large"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return ""; /* which RFC 9112 allows */
}

static size_t add(char *head, size_t at, const char *line)
{
    size_t n = strlen(line);

    memcpy(head + at, line, n);
    return at + n;
}

static size_t add_length(const struct reply *reply, char *head, size_t at)
{
    if (reply->bad_length)
        return add(head, at, "Content-Length: 12x8\r\n");
    return at + (size_t)snprintf(head + at, REPLY_HEAD_MAX - at,
                                 "Content-Length: %llu\r\n",
                                 (unsigned long long)reply->length);
}

/* Any head, in no hurry. */
static size_t general_head(const struct reply *reply, char *head)
{
    size_t n = (size_t)snprintf(head, REPLY_HEAD_MAX, "HTTP/1.%d %u %s\r\n",
                                reply->framing != REPLY_UNTIL_CLOSE,
                                reply->status, reason(reply->status));

    if (reply->status == 405)
        n = add(head, n, "Allow: GET, HEAD\r\n");
    if (reply->framing == REPLY_CHUNKED)
        n = add(head, n, "Transfer-Encoding: chunked\r\n");
    else if (reply->framing == REPLY_LENGTH && reply->status != 204 &&
             reply->status != 304)
        n = add_length(reply, head, n);
    if (reply->has_token) {
        n = add(head, n, ANSWER_TOKEN_HEADER ": ");
        memcpy(head + n, reply->token, ANSWER_TOKEN_LENGTH);
        n = add(head, n + ANSWER_TOKEN_LENGTH, "\r\n");
    }
    if (reply->push)
        n += (size_t)snprintf(
            head + n, REPLY_HEAD_MAX - n,
            ANSWER_DUE_HEADER ": %llu\r\n" ANSWER_SENT_HEADER ": %llu\r\n",
            (unsigned long long)reply->due, (unsigned long long)reply->sent);
    if (reply->says_close)
        n = add(head, n, "Connection: close\r\n");
    if (reply->says_keep)
        n = add(head, n, "Connection: keep-alive\r\n");
    return add(head, n, "\r\n");
}

size_t reply_head(const struct reply *reply, char *head)
{
    if (reply->framing == REPLY_BARE)
        return 0;
    if (reply->status == 200 && reply->framing == REPLY_LENGTH &&
        !reply->bad_length && !reply->says_keep && !reply->push)
        return answer_head(head, reply->length,
                           reply->has_token ? reply->token : NULL,
                           reply->says_close);
    return general_head(reply, head);
}

/* Body bytes as they are sent: chunks with their frames. */
static uint64_t framed_length(const struct reply *reply)
{
    uint64_t full = reply->length / reply->chunk;
    uint64_t rest = reply->length % reply->chunk;
    uint64_t total;

    if (reply->bodyless)
        return 0;
    if (reply->framing != REPLY_CHUNKED)
        return reply->length;
    total = full * reply_chunk_total(reply) + 5; /* "0\r\n\r\n" */
    return rest > 0 ? total + line_length(rest) + rest + 2 : total;
}

static uint64_t total_behind(const struct reply *reply, size_t head)
{
    uint64_t body = framed_length(reply);

    switch (reply->cut) {
    case REPLY_CUT_START:
        return 0;
    case REPLY_CUT_HEAD:
        return head / 2;
    case REPLY_CUT_BODY:
        return head + body / 2;
    case REPLY_CUT_LAST:
        return head + body - (body > 0);
    case REPLY_WHOLE:
        break;
    }
    return head + body + (reply->bodyless ? 0 : reply->excess);
}

uint64_t reply_total(const struct reply *reply)
{
    char head[REPLY_HEAD_MAX];

    return total_behind(reply, reply_head(reply, head));
}

static void put(struct slice *slice, const char *bytes, size_t n)
{
    if (slice->skip >= n) {
        slice->skip -= n;
        return;
    }
    bytes += slice->skip;
    n -= (size_t)slice->skip;
    slice->skip = 0;
    n = (size_t)least(n, slice->room - slice->length);
    memcpy(slice->to + slice->length, bytes, n);
    slice->length += n;
}

/* `n` bytes of the pattern from an offset on. */
static void put_pattern(struct slice *slice, uint64_t offset, uint64_t n)
{
    uint64_t skipped = least(slice->skip, n);

    slice->skip -= skipped;
    offset += skipped;
    n -= skipped;
    while (n > 0 && slice->length < slice->room) {
        size_t run = (size_t)least(n, ANSWER_PERIOD);

        put(slice, answer_pattern() + offset % ANSWER_PERIOD, run);
        offset += run;
        n -= run;
    }
}

static void put_chunks(struct slice *slice, const struct reply *reply)
{
    uint64_t total = reply_chunk_total(reply);
    uint64_t at = least(slice->skip / total, reply->length / reply->chunk);

    slice->skip -= at * total;
    at *= reply->chunk;
    while (at < reply->length && slice->length < slice->room) {
        uint64_t size = least(reply->length - at, reply->chunk);
        char line[24];

        put(slice, line,
            (size_t)snprintf(line, sizeof line, "%llx\r\n",
                             (unsigned long long)size));
        put_pattern(slice, at, size);
        put(slice, "\r\n", 2);
        at += size;
    }
    put(slice, "0\r\n\r\n", 5);
}

static void put_body(struct slice *slice, const struct reply *reply)
{
    if (reply->bodyless)
        return;
    if (reply->framing == REPLY_CHUNKED)
        put_chunks(slice, reply);
    else if (reply->body != NULL)
        put(slice, reply->body, (size_t)reply->length);
    else
        put_pattern(slice, 0, reply->length + reply->excess);
}

static void falsify(struct slice *slice, uint64_t position, uint64_t wrong)
{
    if (wrong >= position && wrong < position + slice->length)
        slice->to[wrong - position] ^= 1;
}

size_t reply_bytes(const struct reply *reply, uint64_t position, char *scratch,
                   size_t room, uint64_t max, const char **bytes)
{
    char head[REPLY_HEAD_MAX];
    size_t head_length = reply_head(reply, head);
    uint64_t total = total_behind(reply, head_length);
    uint64_t left = position < total ? least(total - position, max) : 0;
    struct slice slice = {.to = scratch, .room = room, .skip = position};

    /* Most of a long body comes straight from the pattern. */
    if (position >= head_length && reply->framing != REPLY_CHUNKED &&
        reply->body == NULL && !reply->wrong_byte) {
        *bytes = answer_pattern() + (position - head_length) % ANSWER_PERIOD;
        return (size_t)least(left, ANSWER_PERIOD);
    }
    slice.room = (size_t)least(room, left);
    put(&slice, head, head_length);
    put_body(&slice, reply);
    if (reply->wrong_byte)
        falsify(&slice, position, head_length + reply->length / 2);
    *bytes = scratch;
    return slice.length;
}
