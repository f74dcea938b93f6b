/*
 * The answers that are wrong on purpose. Each starts from a good answer: 200,
 * 128 bytes of the pattern, the request's token. What is sent:
 *
 *   reset             nothing, then RST
 *   reset-head        the first half of the head, 10 ms later RST
 *   reset-body        the head and half of the body, 10 ms later RST
 *   close             nothing, then FIN
 *   close-head        the first half of the head, then FIN
 *   close-body        the head and half of the body, then FIN
 *   stall             nothing; the connection stays open
 *   stall-head        the first half of the head, then as above
 *   stall-body        the head and half of the body, then as above
 *   short             the head and 127 of the 128 bytes, then FIN
 *   long              the head and 144 bytes; the connection stays open
 *   length            "Content-Length: 12x8" and 128 bytes; stays open
 *   garbage           "this is not HTTP\r\n\r\n" alone, then FIN
 *   token             a token with another last digit: 0, or 1 for 0 (of a
 *                     token of zeros where the request had none)
 *   body              byte 64 of the body with its lowest bit flipped
 *   dribble/N         a good answer of N bytes, one byte every millisecond
 *   close-after/N     a good answer of N bytes without "Connection: close",
 *                     then FIN
 *
 * The 10 ms before an RST let the bytes be read first: a reset may throw away
 * what the peer has not read yet.
 */
#include <errno.h>
#include <string.h>

#include "ordered.h"
#include "server_routes.h"

/* `rest` is what follows the fault's name. 0 or -status. */
typedef int fault_function(struct text rest, struct reply *);

static int fault_long(struct text rest, struct reply *reply)
{
    (void)rest;
    reply->excess = 16;
    return 0;
}

static int fault_length(struct text rest, struct reply *reply)
{
    (void)rest;
    reply->bad_length = true;
    return 0;
}

static int fault_garbage(struct text rest, struct reply *reply)
{
    (void)rest;
    reply->framing = REPLY_BARE;
    reply->body = "this is not HTTP\r\n\r\n";
    reply->length = strlen(reply->body);
    return 0;
}

static int fault_token(struct text rest, struct reply *reply)
{
    char *last = &reply->token[ANSWER_TOKEN_LENGTH - 1];

    (void)rest;
    if (!reply->has_token)
        answer_token(0, reply->token);
    reply->has_token = true;
    *last = *last == '0' ? '1' : '0';
    return 0;
}

static int fault_body(struct text rest, struct reply *reply)
{
    (void)rest;
    reply->wrong_byte = true;
    return 0;
}

static int fault_dribble(struct text rest, struct reply *reply)
{
    reply->dribble = true;
    return text_number(rest, ROUTE_BYTES_MAX, &reply->length) < 0 ? -400 : 0;
}

static int fault_close_after(struct text rest, struct reply *reply)
{
    return text_number(rest, ROUTE_BYTES_MAX, &reply->length) < 0 ? -400 : 0;
}

static const struct fault {
    const char *name; /* one that ends in '/' is followed by a value */
    enum reply_cut cut;
    enum reply_ending ending;
    fault_function *function; /* NULL: nothing more to change */
    int error; /* that a request for it ends with (conn.h); 0: with none, or
                  with one that depends on what the client has read when */
} faults[] = {
    {"reset", REPLY_CUT_START, REPLY_RESET, NULL, ECONNRESET},
    {"reset-head", REPLY_CUT_HEAD, REPLY_RESET, NULL, 0},
    {"reset-body", REPLY_CUT_BODY, REPLY_RESET, NULL, 0},
    {"close", REPLY_CUT_START, REPLY_CLOSE, NULL, EPROTO},
    {"close-head", REPLY_CUT_HEAD, REPLY_CLOSE, NULL, EPROTO},
    {"close-body", REPLY_CUT_BODY, REPLY_CLOSE, NULL, EPROTO},
    {"stall", REPLY_CUT_START, REPLY_STALL, NULL, ETIMEDOUT},
    {"stall-head", REPLY_CUT_HEAD, REPLY_STALL, NULL, ETIMEDOUT},
    {"stall-body", REPLY_CUT_BODY, REPLY_STALL, NULL, ETIMEDOUT},
    {"short", REPLY_CUT_LAST, REPLY_CLOSE, NULL, EPROTO},
    {"long", REPLY_WHOLE, REPLY_KEEP, fault_long, 0},
    {"length", REPLY_WHOLE, REPLY_KEEP, fault_length, EBADMSG},
    {"garbage", REPLY_WHOLE, REPLY_CLOSE, fault_garbage, EBADMSG},
    {"token", REPLY_WHOLE, REPLY_KEEP, fault_token, EILSEQ},
    {"body", REPLY_WHOLE, REPLY_KEEP, fault_body, EILSEQ},
    {"dribble/", REPLY_WHOLE, REPLY_KEEP, fault_dribble, 0},
    {"close-after/", REPLY_WHOLE, REPLY_CLOSE, fault_close_after, 0},
};

static bool matches(const struct fault *fault, struct text *name)
{
    size_t n = strlen(fault->name);

    if (fault->name[n - 1] != '/')
        return text_is(*name, fault->name);
    if (!text_begins(*name, fault->name))
        return false;
    name->bytes += n;
    name->length -= n;
    return true;
}

static const struct fault *fault_find(struct text *name)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (matches(&faults[i], name))
            return &faults[i];
    return NULL;
}

int fault_apply(struct text name, struct reply *reply)
{
    const struct fault *fault = fault_find(&name);

    if (fault == NULL)
        return -404;
    reply->cut = fault->cut;
    reply->ending = fault->ending;
    reply->fault = fault->error;
    return fault->function == NULL ? 0 : fault->function(name, reply);
}

int ordered_error(const char *path)
{
    static const char prefix[] = "/fault/";
    struct text name = {path, strcspn(path, "?")};
    const struct fault *fault;

    if (!text_begins(name, prefix))
        return 0;
    name.bytes += sizeof prefix - 1;
    name.length -= sizeof prefix - 1;
    fault = fault_find(&name);
    return fault == NULL ? 0 : fault->error;
}
