#include "request.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "answer.h"

/* What the header lines say, until all were seen. */
struct headers {
    bool host, length, close, keep_alive;
};

bool text_is(struct text text, const char *string)
{
    return text.length == strlen(string) &&
           memcmp(text.bytes, string, text.length) == 0;
}

bool text_begins(struct text text, const char *string)
{
    size_t n = strlen(string);

    return text.length >= n && memcmp(text.bytes, string, n) == 0;
}

/* `word` is in lower case, and without signs that a letter could be taken for
 * by its sixth bit. */
static bool text_is_any_case(struct text text, const char *word)
{
    if (text.length != strlen(word))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if ((text.bytes[i] | 0x20) != word[i])
            return false;
    }
    return true;
}

int text_number(struct text text, uint64_t high, uint64_t *out)
{
    uint64_t number = 0;

    if (text.length == 0 || text.length > 19) /* 20 digits may overflow */
        return -EINVAL;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned char)text.bytes[i] - (unsigned)'0';

        if (digit > 9)
            return -EINVAL;
        number = number * 10 + digit;
    }
    if (number > high)
        return -EINVAL;
    *out = number;
    return 0;
}

/* Cut off the part up to the first `separator`, which goes to neither. */
static struct text next_part(struct text *rest, char separator)
{
    const char *end = memchr(rest->bytes, separator, rest->length);
    struct text part = *rest;

    if (end == NULL) {
        rest->bytes += rest->length;
        rest->length = 0;
        return part;
    }
    part.length = (size_t)(end - part.bytes);
    rest->bytes = end + 1;
    rest->length -= part.length + 1;
    return part;
}

static struct text trimmed(struct text text)
{
    while (text.length > 0 && (*text.bytes == ' ' || *text.bytes == '\t')) {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && (text.bytes[text.length - 1] == ' ' ||
                               text.bytes[text.length - 1] == '\t'))
        text.length--;
    return text;
}

bool request_query(const struct request *request, const char *name,
                   struct text *value)
{
    struct text rest = request->query;

    while (rest.length > 0) {
        struct text right = next_part(&rest, '&');
        struct text left = next_part(&right, '=');

        if (text_is(left, name)) {
            *value = right;
            return true;
        }
    }
    return false;
}

/* Which bytes may stand where. */
enum {
    NAME = 1,   /* methods and header names: "tchar" of RFC 9110 */
    TARGET = 2, /* targets: all that is visible, and bytes above ASCII */
    VALUE = 4   /* header values: those, space and tab; no other control
                 * character: a bare CR or NUL is how requests are smuggled
                 * past a parser */
};

static const unsigned char classes[256] = {
    /* clang-format off */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    4, 7, 6, 7, 7, 7, 7, 7, 6, 6, 7, 7, 6, 7, 7, 6,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6,
    6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 7, 6, 7, 0,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    /* clang-format on */
};

/* The part from `at` on whose bytes are all of a class. */
static struct text run_of(const char *at, const char *end, unsigned class)
{
    struct text run = {at, 0};

    while (at < end && classes[(unsigned char)*at] & class)
        at++;
    run.length = (size_t)(at - run.bytes);
    return run;
}

static const char *behind(struct text text)
{
    return text.bytes + text.length;
}

static bool is_token(struct text text)
{
    if (text.length != ANSWER_TOKEN_LENGTH)
        return false;
    for (size_t i = 0; i < ANSWER_TOKEN_LENGTH; i++) {
        char c = text.bytes[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') &&
            !(c >= 'A' && c <= 'F'))
            return false;
    }
    return true;
}

/* "/path?query", or "http://host/path?query" as a proxy would get it. */
static int parse_target(struct request *request, struct text target)
{
    if (target.bytes[0] != '/' && target.length > 7 &&
        strncasecmp(target.bytes, "http://", 7) == 0) {
        struct text host = {target.bytes + 7, target.length - 7};
        const char *path = memchr(host.bytes, '/', host.length);

        if (path == NULL)
            return -400;
        target.length -= (size_t)(path - target.bytes);
        target.bytes = path;
    }
    if (target.bytes[0] != '/')
        return -400;
    request->path = next_part(&target, '?');
    request->query = target;
    return 0;
}

static int parse_version(struct request *request, struct text version)
{
    if (version.length != 8 || memcmp(version.bytes, "HTTP/", 5) != 0 ||
        version.bytes[6] != '.' || version.bytes[5] < '0' ||
        version.bytes[5] > '9' || version.bytes[7] < '0' ||
        version.bytes[7] > '9')
        return -400;
    if (version.bytes[5] != '1')
        return -505;
    request->old = version.bytes[7] == '0';
    return 0;
}

/*
 * The functions from here on read from *at to `end` and move *at. They return
 * 1, 0 when there are not enough bytes yet, or -status.
 */

/* The byte that has to come. */
static int parse_byte(const char **at, const char *end, char byte)
{
    if (*at == end)
        return 0;
    return *(*at)++ == byte ? 1 : -400;
}

/* The end of a line: CRLF, or LF alone. */
static int parse_line_end(const char **at, const char *end)
{
    if (*at < end && **at == '\r')
        ++*at;
    return parse_byte(at, end, '\n');
}

static enum request_method method_of(struct text method)
{
    if (text_is(method, "GET"))
        return METHOD_GET;
    return text_is(method, "HEAD") ? METHOD_HEAD : METHOD_OTHER;
}

static int parse_request_line(struct request *request, const char **at,
                              const char *end)
{
    struct text method = run_of(*at, end, NAME), target, version;
    int result;

    *at = behind(method);
    if ((result = parse_byte(at, end, ' ')) <= 0)
        return result;
    target = run_of(*at, end, TARGET);
    *at = behind(target);
    if ((result = parse_byte(at, end, ' ')) <= 0)
        return result;
    version = run_of(*at, end, TARGET);
    *at = behind(version);
    if ((result = parse_line_end(at, end)) <= 0)
        return result;
    if (method.length == 0 || target.length == 0)
        return -400;
    request->method = method_of(method);
    result = parse_version(request, version);
    if (result == 0)
        result = parse_target(request, target);
    return result < 0 ? result : 1;
}

static int parse_length(struct request *request, struct headers *headers,
                        struct text value)
{
    uint64_t length;

    if (text_number(value, UINT64_MAX, &length) < 0)
        return -400;
    if (headers->length && length != request->content_length)
        return -400;
    headers->length = true;
    request->content_length = length;
    return 1;
}

static void parse_connection(struct headers *headers, struct text value)
{
    while (value.length > 0) {
        struct text option = trimmed(next_part(&value, ','));

        headers->close |= text_is_any_case(option, "close");
        headers->keep_alive |= text_is_any_case(option, "keep-alive");
    }
}

static int parse_known(struct request *request, struct headers *headers,
                       struct text name, struct text value)
{
    if (text_is_any_case(name, "host")) {
        if (headers->host)
            return -400;
        headers->host = true;
    } else if (text_is_any_case(name, "x-token")) {
        request->token = is_token(value) ? value.bytes : NULL;
    } else if (text_is_any_case(name, "connection")) {
        parse_connection(headers, value);
    } else if (text_is_any_case(name, "content-length")) {
        return parse_length(request, headers, value);
    } else if (text_is_any_case(name, "transfer-encoding")) {
        return -501;
    }
    return 1;
}

static int parse_header(struct request *request, struct headers *headers,
                        const char **at, const char *end)
{
    struct text name = run_of(*at, end, NAME), value;
    int result;

    *at = behind(name);
    if ((result = parse_byte(at, end, ':')) <= 0)
        return result;
    value = run_of(*at, end, VALUE);
    *at = behind(value);
    if ((result = parse_line_end(at, end)) <= 0)
        return result;
    if (name.length == 0)
        return -400;
    return parse_known(request, headers, name, trimmed(value));
}

static bool at_line_end(const char *at, const char *end)
{
    return at < end && (*at == '\r' || *at == '\n');
}

/* After all header lines: what follows from them together. */
static int conclude(struct request *request, const struct headers *headers)
{
    if (!request->old && !headers->host)
        return -400;
    request->keep_alive =
        !headers->close && (!request->old || headers->keep_alive);
    return 1;
}

/* Everything up to and with the empty line. */
static int parse_head(struct request *request, const char **at, const char *end)
{
    struct headers headers = {false, false, false, false};
    int result = 1;

    while (result > 0 && at_line_end(*at, end)) /* RFC 9112, 2.2 allows it */
        result = parse_line_end(at, end);
    if (result > 0)
        result = parse_request_line(request, at, end);
    while (result > 0 && !at_line_end(*at, end))
        result = parse_header(request, &headers, at, end);
    if (result > 0)
        result = parse_line_end(at, end);
    return result > 0 ? conclude(request, &headers) : result;
}

int request_parse(struct request *request, const char *bytes, size_t n)
{
    /* Never looks behind the limit, however much was received at once. */
    size_t most = n < REQUEST_HEAD_MAX ? n : REQUEST_HEAD_MAX;
    const char *at = bytes;
    int result;

    memset(request, 0, sizeof *request);
    result = parse_head(request, &at, bytes + most);
    if (result == 0 && n >= REQUEST_HEAD_MAX)
        return -431;
    return result > 0 ? (int)(at - bytes) : result;
}
