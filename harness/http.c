#include "http.h"

#include <errno.h>
#include <string.h>

#include "http_line.h"

void http_init(struct http_reader *r)
{
    r->memo.length = 0;
    http_begin(r);
}

void http_begin(struct http_reader *r)
{
    r->state = HTTP_STATUS_LINE;
    r->head_bytes = 0;
    r->line_length = 0;
}

static bool has_cr(const char *line, const char *end)
{
    return end > line && end[-1] == '\r';
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

/* Sixteen bytes, none of them a blank or a control character: then the line
 * they stand in is the line that was read before. A byte below 0x21 borrows
 * when 0x21 is taken away from it. */
static bool is_plain(const char token[ANSWER_TOKEN_LENGTH])
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x[2];

    memcpy(x, token, sizeof x);
    return ((((x[0] - 0x21 * ones) & ~x[0]) | ((x[1] - 0x21 * ones) & ~x[1])) &
            (0x80 * ones)) == 0;
}

static bool is_remembered(const struct http_reader *r, const char *bytes,
                          size_t n)
{
    size_t length = r->memo.length, token = r->memo.token;
    size_t after = token + ANSWER_TOKEN_LENGTH;

    if (length == 0 || n < length)
        return false;
    if (token == 0)
        return memcmp(bytes, r->memo.bytes, length) == 0;
    return memcmp(bytes, r->memo.bytes, token) == 0 &&
           memcmp(bytes + after, r->memo.bytes + after, length - after) == 0 &&
           is_plain(bytes + token);
}

/* What the head says stands in the reader still; only the token is new. */
static ssize_t recall(struct http_reader *r, const char *bytes)
{
    if (r->memo.token > 0)
        memcpy(r->token, bytes + r->memo.token, ANSWER_TOKEN_LENGTH);
    http_end_head(r);
    return (ssize_t)r->memo.length;
}

static void remember(struct http_reader *r, const char *bytes, size_t length)
{
    bool whole = !in_head(r) && length <= sizeof r->memo.bytes;

    r->memo.length = whole ? length : 0;
    r->memo.token = r->has_token ? (size_t)(r->token_at - bytes) : 0;
    if (whole)
        memcpy(r->memo.bytes, bytes, length);
}

/* The lines of a head that lie whole in the input are read in one loop: this
 * is where a client's time goes. What is cut goes through feed_line(). */
static ssize_t feed_head(struct http_reader *r, const char *bytes, size_t n)
{
    const char *line = bytes, *end = bytes + n, *lf;
    bool from_start = r->head_bytes == 0;
    size_t length;
    int result = 0;

    if (from_start && is_remembered(r, bytes, n))
        return recall(r, bytes);
    r->memo.length = 0;
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
    if (r->left > 0)
        return n;
    if (r->state == HTTP_CHUNK_DATA)
        r->state = HTTP_CHUNK_END;
    else
        http_finish(r);
    return n;
}

ssize_t http_feed(struct http_reader *r, const char *bytes, size_t n,
                  struct http_piece *body)
{
    size_t used = 0;

    body->length = 0;
    while (used < n && body->length == 0) {
        ssize_t line = 0;

        switch (r->state) {
        case HTTP_BODY:
        case HTTP_CHUNK_DATA:
            used += feed_body(r, bytes + used, n - used, body);
            continue;
        case HTTP_UNTIL_CLOSE:
            *body = (struct http_piece){bytes + used, n - used};
            return (ssize_t)n;
        case HTTP_DONE:
            return (ssize_t)used;
        case HTTP_STATUS_LINE:
        case HTTP_HEADER:
            line = feed_head(r, bytes + used, n - used);
            break;
        case HTTP_CHUNK_SIZE:
        case HTTP_CHUNK_END:
        case HTTP_TRAILER:
            line = feed_line(r, bytes + used, n - used);
            break;
        }
        if (line < 0)
            return line;
        used += (size_t)line;
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
    http_finish(r);
    r->keep_alive = false;
    return 0;
}
