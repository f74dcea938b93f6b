#include "http.h"

#include <errno.h>
#include <string.h>

#include "http_line.h"

void http_init(struct http_reader *r, struct http_memo *memo)
{
    r->memo = memo;
    r->wants_stamps = false;
    http_begin(r, NULL);
}

static bool has_cr(const char *line, const char *end)
{
    return end > line && end[-1] == '\r';
}

static bool is_at_start(const struct http_reader *r)
{
    return r->state == HTTP_STATUS_LINE && r->head_bytes == 0;
}

static bool in_head(const struct http_reader *r)
{
    return r->state == HTTP_STATUS_LINE || r->state == HTTP_HEADER;
}

/* Keep a piece of a line until its end comes; what does not fit is only
 * counted. */
static void keep(struct http_reader *r, const char *bytes, size_t n)
{
    size_t room =
        r->line_length < sizeof r->line ? sizeof r->line - r->line_length : 0;

    memcpy(r->line + r->line_length * (room > 0), bytes, n < room ? n : room);
    r->line_length += n;
}

/* Use bytes up to and including one line feed. A line that lies whole in the
 * input is read there. */
static ssize_t feed_line(struct http_reader *r, const char *bytes, size_t n)
{
    const char *lf = memchr(bytes, '\n', n), *line = bytes;
    size_t used = lf ? (size_t)(lf - bytes) + 1 : n, length = used - 1;
    int result;

    r->head_bytes += used;
    if (r->head_bytes > HTTP_HEAD_MAX)
        return -EMSGSIZE;
    if (!lf) {
        keep(r, bytes, n);
        return (ssize_t)n;
    }
    if (r->line_length > 0) {
        keep(r, bytes, length);
        line = r->line;
        length = r->line_length;
        r->line_length = 0;
    }
    /* A bare LF ends a line as well (RFC 9112 section 2.2). Past the buffer
     * of a kept line one byte more or less makes no difference. */
    if (length > sizeof r->line || has_cr(line, line + length))
        length--;
    result = http_line(r, line, length);
    return result < 0 ? result : (ssize_t)used;
}

/* Is it the head that was read before, but for the token? With the new token
 * in the old one's place one comparison tells. */
static bool is_known(struct http_memo *m, const char *token, const char *bytes,
                     size_t n)
{
    if (m->length == 0 || n < m->length || (m->token > 0 && !token))
        return false;
    if (m->token > 0)
        memcpy(m->bytes + m->token, token, ANSWER_TOKEN_LENGTH);
    return memcmp(bytes, m->bytes, m->length) == 0;
}

size_t http_recall(struct http_reader *r, const char *bytes, size_t n)
{
    struct http_memo *m = r->memo;

    if (!is_at_start(r) || !is_known(m, r->token, bytes, n))
        return 0;
    r->state = m->state;
    r->left = m->left;
    r->status = m->status;
    r->keep_alive = m->keep_alive;
    r->echoes = m->token > 0;
    return m->length;
}

/* A head that was read whole. What varies in it from one second to the next,
 * as a date does, costs no more than to be remembered anew each time. */
static void remember(const struct http_reader *r, const char *bytes,
                     size_t length)
{
    struct http_memo *m = r->memo;

    /* A token that is wrong now may be right the next time. */
    if (in_head(r) || r->wants_stamps || length > sizeof m->bytes ||
        (r->token_at && !r->echoes))
        return;
    m->length = length;
    m->token = r->echoes ? (size_t)(r->token_at - bytes) : 0;
    m->left = r->left;
    m->state = r->state;
    m->status = r->status;
    m->keep_alive = r->keep_alive;
    memcpy(m->bytes, bytes, length);
}

/* The lines of a head that lie whole in the input are read in one loop. What
 * is cut goes through feed_line(). */
static ssize_t feed_head(struct http_reader *r, const char *bytes, size_t n)
{
    const char *line = bytes, *end = bytes + n, *lf;
    bool from_start = is_at_start(r);
    size_t length;
    int result = 0;

    if (r->line_length > 0)
        return feed_line(r, bytes, n);
    while (result == 0 && line < end && in_head(r)) {
        lf = memchr(line, '\n', (size_t)(end - line));
        if (!lf) {
            ssize_t rest = feed_line(r, line, (size_t)(end - line));

            return rest < 0 ? rest : (ssize_t)n;
        }
        r->head_bytes += (size_t)(lf + 1 - line);
        if (r->head_bytes > HTTP_HEAD_MAX)
            return -EMSGSIZE;
        length = (size_t)(lf - line) - has_cr(line, lf);
        result = http_line(r, line, length);
        line = lf + 1;
    }
    if (result == 0 && from_start)
        remember(r, bytes, (size_t)(line - bytes));
    return result < 0 ? result : line - bytes;
}

/* A counted run of body bytes. */
static size_t feed_body(struct http_reader *r, const char *bytes, size_t n,
                        struct http_piece *body)
{
    if (n > r->left)
        n = (size_t)r->left;
    *body = (struct http_piece){bytes, n};
    r->left -= n;
    if (r->left == 0)
        r->state = r->state == HTTP_CHUNK_DATA ? HTTP_CHUNK_END : HTTP_DONE;
    return n;
}

/* The next part of a response: a line, a head or a run of body bytes. */
static ssize_t feed_part(struct http_reader *r, const char *bytes, size_t n,
                         struct http_piece *body)
{
    switch (r->state) {
    case HTTP_STATUS_LINE:
    case HTTP_HEADER:
        return feed_head(r, bytes, n);
    case HTTP_CHUNK_SIZE:
    case HTTP_CHUNK_END:
    case HTTP_TRAILER:
        return feed_line(r, bytes, n);
    case HTTP_UNTIL_CLOSE:
        *body = (struct http_piece){bytes, n};
        return (ssize_t)n;
    case HTTP_BODY:
    case HTTP_CHUNK_DATA:
        return (ssize_t)feed_body(r, bytes, n, body);
    case HTTP_DONE:
        break;
    }
    return 0;
}

ssize_t http_feed(struct http_reader *r, const char *bytes, size_t n,
                  struct http_piece *body)
{
    size_t used = 0;

    body->length = 0;
    while (used < n && body->length == 0 && r->state != HTTP_DONE) {
        ssize_t part = feed_part(r, bytes + used, n - used, body);

        if (part < 0)
            return part;
        used += (size_t)part;
    }
    return (ssize_t)used;
}

/* Bytes without a line end came, and not the start of a response. */
static bool is_not_http(const struct http_reader *r)
{
    size_t n = r->line_length < 7 ? r->line_length : 7;

    return r->state == HTTP_STATUS_LINE && memcmp(r->line, "HTTP/1.", n) != 0;
}

int http_end(struct http_reader *r)
{
    if (r->state == HTTP_DONE)
        return 0;
    if (is_not_http(r))
        return -EBADMSG;
    if (r->state != HTTP_UNTIL_CLOSE)
        return -EPROTO;
    r->state = HTTP_DONE;
    r->keep_alive = false;
    return 0;
}
