#include "http_line.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* "HTTP/1.1 200 OK": RFC 9112 section 4. The reason is optional. */
static int read_status_line(struct http_reader *r, const char *line, size_t n)
{
    if (n < 12 || memcmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) ||
        line[8] != ' ' || !is_digit(line[9]) || !is_digit(line[10]) ||
        !is_digit(line[11]) || (n > 12 && line[12] != ' '))
        return -EBADMSG;
    r->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
    /* 101 would change the protocol, which nobody asked for. */
    if (r->status < 100 || r->status == 101)
        return -EBADMSG;
    r->minor_one = line[7] != '0';
    r->chunked = r->has_length = r->other_coding = false;
    r->says_close = r->says_keep = r->echoes = r->mattered = false;
    r->token_at = NULL;
    r->stamps = 0;
    r->state = HTTP_HEADER;
    return 0;
}

/* The value of a header, without the blanks around it. */
struct value {
    const char *bytes;
    size_t length;
};

static struct value value_of(const char *line, size_t n, size_t name)
{
    const char *p = line + name + 1, *end = line + n;

    while (p < end && is_blank(*p))
        p++;
    while (p < end && is_blank(end[-1]))
        end--;
    return (struct value){p, (size_t)(end - p)};
}

static int read_number(struct value v, uint64_t *number)
{
    *number = 0;
    if (v.length == 0 || v.length > 18) /* 10^18 - 1 < 2^63 */
        return -EBADMSG;
    for (size_t i = 0; i < v.length; i++) {
        if (!is_digit(v.bytes[i]))
            return -EBADMSG;
        *number = *number * 10 + (uint64_t)(v.bytes[i] - '0');
    }
    return 0;
}

static int read_length(struct http_reader *r, struct value v)
{
    uint64_t length;

    if (read_number(v, &length) < 0)
        return -EBADMSG;
    if (r->has_length && length != r->length)
        return -EBADMSG;
    r->has_length = true;
    r->length = length;
    return 0;
}

/* Take the first element off a comma-separated list (RFC 9110 5.6.1). */
static struct value next_element(struct value *list)
{
    const char *comma = memchr(list->bytes, ',', list->length);
    size_t n = comma ? (size_t)(comma - list->bytes) : list->length;
    struct value first = {list->bytes, n};

    n += comma != NULL;
    list->bytes += n;
    list->length -= n;
    while (first.length > 0 && is_blank(first.bytes[0]))
        first.bytes++, first.length--;
    while (first.length > 0 && is_blank(first.bytes[first.length - 1]))
        first.length--;
    return first;
}

static bool element_is(struct value v, const char *word)
{
    size_t n = strlen(word);

    return v.length == n && strncasecmp(v.bytes, word, n) == 0;
}

static int read_connection(struct http_reader *r, struct value v)
{
    while (v.length > 0) {
        struct value option = next_element(&v);

        r->says_close |= element_is(option, "close");
        r->says_keep |= element_is(option, "keep-alive");
    }
    return 0;
}

/* Only a final "chunked" frames the body; after any other final coding the
 * body ends with the connection (RFC 9112 section 6.3, rule 4). */
static int read_coding(struct http_reader *r, struct value v)
{
    while (v.length > 0) {
        struct value coding = next_element(&v);

        if (coding.length == 0)
            continue;
        if (r->chunked)
            return -EBADMSG;
        r->chunked = element_is(coding, "chunked");
        r->other_coding = !r->chunked;
    }
    return 0;
}

static int read_token(struct http_reader *r, struct value v)
{
    r->token_at = v.bytes;
    r->echoes = r->token && v.length == ANSWER_TOKEN_LENGTH &&
                memcmp(v.bytes, r->token, ANSWER_TOKEN_LENGTH) == 0;
    return 0;
}

/* Of no meaning, like any unknown header, unless it is asked for. */
static int read_stamp(struct http_reader *r, struct value v, unsigned which,
                      uint64_t *ns)
{
    if (!r->wants_stamps)
        return 0;
    if (read_number(v, ns) < 0)
        return -EBADMSG;
    r->stamps |= which;
    return 0;
}

static int read_due(struct http_reader *r, struct value v)
{
    return read_stamp(r, v, HTTP_DUE, &r->due);
}

static int read_sent(struct http_reader *r, struct value v)
{
    return read_stamp(r, v, HTTP_SENT, &r->sent);
}

static const struct header {
    const char *name;
    size_t length;
    int (*read)(struct http_reader *, struct value);
} headers[] = {
    {"Content-Length", 14, read_length},
    {ANSWER_TOKEN_HEADER, sizeof ANSWER_TOKEN_HEADER - 1, read_token},
    {"Connection", 10, read_connection},
    {"Transfer-Encoding", 17, read_coding},
    {ANSWER_DUE_HEADER, sizeof ANSWER_DUE_HEADER - 1, read_due},
    {ANSWER_SENT_HEADER, sizeof ANSWER_SENT_HEADER - 1, read_sent},
};

/* Nearly all servers spell a name as the table does, and memcmp is fast. */
static bool same_name(const char *line, const struct header *h)
{
    return memcmp(line, h->name, h->length) == 0 ||
           strncasecmp(line, h->name, h->length) == 0;
}

static int read_header(struct http_reader *r, const char *line, size_t n)
{
    size_t seen = n < HTTP_LINE_MAX ? n : HTTP_LINE_MAX;
    const char *colon;

    /* A folded line continues the one before (RFC 9112 section 5.2). */
    if (is_blank(line[0]))
        return r->mattered ? -EBADMSG : 0;
    r->mattered = false;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        const struct header *h = &headers[i];

        if (n <= h->length || line[h->length] != ':' || !same_name(line, h))
            continue;
        if (n > HTTP_LINE_MAX)
            return -EMSGSIZE;
        r->mattered = true;
        return h->read(r, value_of(line, n, h->length));
    }
    /* No blank may stand before the colon (section 5.1): readers would not
     * agree on the name, and so not on the framing. */
    colon = memchr(line, ':', seen);
    return colon && colon > line && !is_blank(colon[-1]) ? 0 : -EBADMSG;
}

/* RFC 9112 section 9.3. Chunks in HTTP/1.0 are faulty framing, after which
 * the connection is of no use (section 6.1). */
static bool is_kept(const struct http_reader *r)
{
    return !r->says_close && (r->minor_one || (r->says_keep && !r->chunked));
}

/* How long is the body? RFC 9112 section 6.3, in its order. */
static enum http_state state_after_head(const struct http_reader *r)
{
    if (r->status < 200)
        return HTTP_STATUS_LINE;
    if (r->status == 204 || r->status == 304)
        return HTTP_DONE;
    if (r->chunked)
        return HTTP_CHUNK_SIZE;
    if (!r->has_length || r->other_coding)
        return HTTP_UNTIL_CLOSE;
    return r->length > 0 ? HTTP_BODY : HTTP_DONE;
}

/* The empty line after the headers. */
static int end_head(struct http_reader *r)
{
    r->state = state_after_head(r);
    r->keep_alive = is_kept(r);
    r->left = r->length;
    if (r->state != HTTP_STATUS_LINE)
        r->head_bytes = 0;
    return 0;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* "1a3f" or "1a3f;name=value": RFC 9112 section 7.1. */
static int read_chunk_size(struct http_reader *r, const char *line, size_t n)
{
    size_t seen = n < HTTP_LINE_MAX ? n : HTTP_LINE_MAX, i;
    uint64_t size = 0;

    for (i = 0; i < seen && i < 16 && hex_digit(line[i]) >= 0; i++)
        size = size * 16 + (uint64_t)hex_digit(line[i]);
    if (i == 0 || size > INT64_MAX)
        return -EBADMSG;
    while (i < seen && is_blank(line[i]))
        i++;
    if (i < seen && line[i] != ';')
        return -EBADMSG;
    r->left = size;
    r->state = size > 0 ? HTTP_CHUNK_DATA : HTTP_TRAILER;
    r->head_bytes = 0;
    return 0;
}

int http_line(struct http_reader *r, const char *line, size_t n)
{
    switch (r->state) {
    case HTTP_STATUS_LINE:
        return read_status_line(r, line, n);
    case HTTP_HEADER:
        return n > 0 ? read_header(r, line, n) : end_head(r);
    case HTTP_CHUNK_SIZE:
        return read_chunk_size(r, line, n);
    case HTTP_CHUNK_END:
        r->state = HTTP_CHUNK_SIZE;
        return n == 0 ? 0 : -EBADMSG;
    case HTTP_TRAILER:
        if (n == 0)
            r->state = HTTP_DONE;
        return 0;
    case HTTP_BODY:
    case HTTP_UNTIL_CLOSE:
    case HTTP_CHUNK_DATA:
    case HTTP_DONE:
        break;
    }
    return -EBADMSG;
}
