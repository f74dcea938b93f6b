#include "target.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"

struct complaint {
    const char *url;
    char *text;
    size_t size;
};

__attribute__((format(printf, 3, 4))) static int complain(
    const struct complaint *c, int result, const char *format, ...)
{
    char shown[201];
    size_t length = 0;
    va_list args;
    int n;

    /* A line of text stays a line of text, whatever the URL is. */
    for (; c->url[length] && length < sizeof shown - 1; length++) {
        unsigned char byte = (unsigned char)c->url[length];

        shown[length] = byte < ' ' || byte == 127 ? '?' : c->url[length];
    }
    shown[length] = '\0';
    n = snprintf(c->text, c->size, "URL '%s': ", shown);
    va_start(args, format);
    if (n >= 0 && (size_t)n < c->size)
        vsnprintf(c->text + n, c->size - (size_t)n, format, args);
    va_end(args);
    return result;
}

static char *copy(const char *from, size_t n)
{
    char *to = malloc(n + 1);

    if (!to)
        return NULL;
    memcpy(to, from, n);
    to[n] = '\0';
    return to;
}

static int check_characters(const char *url, const struct complaint *c)
{
    size_t n = strlen(url);

    if (n > TARGET_URL_MAX)
        return complain(c, -EINVAL, "longer than %d bytes", TARGET_URL_MAX);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)url[i] <= ' ' || (unsigned char)url[i] >= 127)
            return complain(c, -EINVAL,
                            "byte %zu is a space, a control character or not "
                            "ASCII; write it as %%%02X",
                            i + 1, (unsigned)(unsigned char)url[i]);
    return 0;
}

static int parse_port(struct target *t, const char *port, size_t n,
                      const struct complaint *c)
{
    unsigned long number = 0;

    if (n == 0 || n > 5)
        return complain(c, -EINVAL, "the port must be 1..65535");
    for (size_t i = 0; i < n; i++) {
        if (port[i] < '0' || port[i] > '9')
            return complain(c, -EINVAL, "the port must be 1..65535");
        number = number * 10 + (unsigned long)(port[i] - '0');
    }
    if (number < 1 || number > 65535)
        return complain(c, -EINVAL, "the port must be 1..65535");
    snprintf(t->port, sizeof t->port, "%lu", number);
    return 0;
}

/* "host", "host:port", "[v6]", "[v6]:port". */
static int parse_authority(struct target *t, const char *p, size_t n,
                           const struct complaint *c)
{
    const char *end = p + n, *host = p, *host_end, *colon;

    if (memchr(p, '@', n))
        return complain(c, -EINVAL, "a user name in a URL is not supported");
    if (n > 0 && *p == '[') {
        host++;
        host_end = memchr(p, ']', n);
        if (!host_end)
            return complain(c, -EINVAL, "the '[' has no ']'");
        colon = host_end + 1;
        if (colon < end && *colon != ':')
            return complain(c, -EINVAL, "only ':port' may follow the ']'");
        if (!memchr(host, ':', (size_t)(host_end - host)))
            return complain(c, -EINVAL, "only an IPv6 address has brackets");
    } else {
        colon = memchr(p, ':', n);
        host_end = colon ? colon : end;
        colon = colon ? colon : end;
    }
    if (host == host_end)
        return complain(c, -EINVAL, "there is no host");
    t->host = copy(host, (size_t)(host_end - host));
    if (!t->host)
        return complain(c, -ENOMEM, "out of memory");
    memcpy(t->port, "80", 3);
    return colon == end
               ? 0
               : parse_port(t, colon + 1, (size_t)(end - colon) - 1, c);
}

static int parse(struct target *t, const char *url, const struct complaint *c)
{
    const char *authority, *path, *end = url + strcspn(url, "#");
    size_t n;
    int result;

    if (strncasecmp(url, "http://", 7) != 0)
        return complain(c, -EINVAL, "must start with 'http://'%s",
                        strncasecmp(url, "https://", 8) == 0
                            ? " (TLS is not supported)"
                            : "");
    authority = url + 7;
    n = strcspn(authority, "/?#");
    result = parse_authority(t, authority, n, c);
    if (result < 0)
        return result;
    path = authority + n;
    t->path = malloc((size_t)(end - path) + 2);
    t->url = copy(url, strlen(url));
    if (!t->path || !t->url)
        return complain(c, -ENOMEM, "out of memory");
    n = *path == '/' ? 0 : 1;
    t->path[0] = '/';
    memcpy(t->path + n, path, (size_t)(end - path));
    t->path[n + (size_t)(end - path)] = '\0';
    return 0;
}

/* RFC 9112 section 3; the Host header has brackets and a port when the URL
 * needs them (RFC 9110 section 7.2). */
static int write_request(const struct target *t, struct request_text *text,
                         const char *connection)
{
    bool six = strchr(t->host, ':') != NULL;
    bool port = strcmp(t->port, "80") != 0;
    size_t room = strlen(t->path) + strlen(t->host) + 256;
    int n;

    text->bytes = malloc(room);
    if (!text->bytes)
        return -ENOMEM;
    n = snprintf(text->bytes, room, "GET %s HTTP/1.1\r\nHost: %s%s%s%s%s\r\n",
                 t->path, six ? "[" : "", t->host, six ? "]" : "",
                 port ? ":" : "", port ? t->port : "");
    if (t->token) {
        text->token_at = (size_t)n + sizeof ANSWER_TOKEN_HEADER + 1;
        n += snprintf(text->bytes + n, room - (size_t)n,
                      ANSWER_TOKEN_HEADER ": %0*d\r\n", ANSWER_TOKEN_LENGTH, 0);
    }
    n += snprintf(text->bytes + n, room - (size_t)n, "%s\r\n", connection);
    text->length = (size_t)n;
    return 0;
}

int target_init(struct target *t, const char *url, bool token, char *error,
                size_t error_size)
{
    const struct complaint c = {url, error, error_size};
    const char *why;
    int result;

    memset(t, 0, sizeof *t);
    t->token = token;
    result = check_characters(url, &c);
    if (result == 0)
        result = parse(t, url, &c);
    if (result < 0)
        return result;
    t->address_count =
        net_resolve(t->host, t->port, t->addresses, TARGET_ADDRESSES_MAX, &why);
    if (t->address_count < 1)
        return complain(&c, -EHOSTUNREACH, "host '%s': %s", t->host, why);
    if (write_request(t, &t->again, "") < 0 ||
        write_request(t, &t->last, "Connection: close\r\n") < 0)
        return complain(&c, -ENOMEM, "out of memory");
    return 0;
}

void target_free(struct target *t)
{
    free(t->url);
    free(t->host);
    free(t->path);
    free(t->again.bytes);
    free(t->last.bytes);
    memset(t, 0, sizeof *t);
}

void target_expect_pattern(struct target *t, uint64_t length)
{
    t->expected =
        (struct body_pattern){answer_pattern(), ANSWER_PERIOD, length};
}

size_t target_longest(const struct target *targets, int count)
{
    size_t longest = 0;

    for (int i = 0; i < count; i++)
        if (targets[i].last.length > longest)
            longest = targets[i].last.length;
    return longest;
}

bool target_same_server(const struct target *a, const struct target *b)
{
    return strcmp(a->host, b->host) == 0 && strcmp(a->port, b->port) == 0;
}
