#include "server_routes.h"

#include <string.h>

#include "clock.h"

/* The body of an answer that asks for no length. */
enum { DEFAULT_BYTES = 128 };

/*
 * A route gets what follows its name in the path and changes an answer of 200
 * with DEFAULT_BYTES. 0 or -status.
 */
typedef int route_function(const struct request *, struct text rest,
                           struct reply *);

static int read_bytes(struct text text, struct reply *reply)
{
    return text_number(text, ROUTE_BYTES_MAX, &reply->length) < 0 ? -400 : 0;
}

static int read_ms(struct text text, uint64_t *ns)
{
    uint64_t ms;

    if (text_number(text, ROUTE_MS_MAX, &ms) < 0)
        return -400;
    *ns = ms * CLOCK_MS;
    return 0;
}

static int route_bytes(const struct request *request, struct text rest,
                       struct reply *reply)
{
    (void)request;
    return read_bytes(rest, reply);
}

static int route_delay(const struct request *request, struct text rest,
                       struct reply *reply)
{
    (void)request;
    return read_ms(rest, &reply->delay_ns);
}

static int route_push(const struct request *request, struct text rest,
                      struct reply *reply)
{
    (void)request;
    reply->push = true;
    return read_bytes(rest, reply);
}

static int route_drip(const struct request *request, struct text rest,
                      struct reply *reply)
{
    struct text bytes, ms;
    int error;

    (void)rest;
    if (!request_query(request, "bytes", &bytes) ||
        !request_query(request, "ms", &ms))
        return -400;
    error = read_bytes(bytes, reply);
    return error < 0 ? error : read_ms(ms, &reply->spread_ns);
}

/* So many chunks of one size, so far apart. */
static int read_pieces(const struct request *request, struct reply *reply)
{
    uint64_t pieces;
    struct text value;

    if (!request_query(request, "pieces", &value))
        return 0;
    if (text_number(value, reply->length, &pieces) < 0 || pieces == 0 ||
        reply->length % pieces != 0)
        return -400;
    reply->chunk = reply->length / pieces;
    return request_query(request, "pause", &value)
               ? read_ms(value, &reply->pause_ns)
               : 0;
}

/* HTTP/1.0 knows no chunks: there, the close ends the body. */
static int route_stream(const struct request *request, struct text rest,
                        struct reply *reply)
{
    int error = read_bytes(rest, reply);

    reply->framing = request->old ? REPLY_UNTIL_CLOSE : REPLY_CHUNKED;
    if (request->old)
        reply->ending = REPLY_CLOSE;
    return error < 0 ? error : read_pieces(request, reply);
}

static int route_until_close(const struct request *request, struct text rest,
                             struct reply *reply)
{
    (void)request;
    reply->framing = REPLY_UNTIL_CLOSE;
    reply->ending = REPLY_CLOSE;
    return read_bytes(rest, reply);
}

/* 1xx is left out: such an answer is not a final one. */
static int route_status(const struct request *request, struct text rest,
                        struct reply *reply)
{
    uint64_t status;

    (void)request;
    if (text_number(rest, 599, &status) < 0 || status < 200)
        return -400;
    reply->status = (unsigned)status;
    reply->length = 0;
    reply->bodyless = status == 204 || status == 304;
    return 0;
}

static int route_counters(const struct request *request, struct text rest,
                          struct reply *reply)
{
    (void)request;
    (void)rest;
    reply->counters = true;
    return 0;
}

static int route_fault(const struct request *request, struct text rest,
                       struct reply *reply)
{
    (void)request;
    return fault_apply(rest, reply);
}

/* A name that ends in '/' is followed by a value. The most wanted first. */
static const struct route {
    const char *name;
    route_function *function;
} routes[] = {
    {"/bytes/", route_bytes},   {"/delay/", route_delay},
    {"/push/", route_push},     {"/drip", route_drip},
    {"/stream/", route_stream}, {"/until-close/", route_until_close},
    {"/status/", route_status}, {"/counters", route_counters},
    {"/fault/", route_fault},
};

static bool matches(const struct route *route, struct text path,
                    struct text *rest)
{
    size_t n = strlen(route->name);

    if (path.length < n || memcmp(path.bytes, route->name, n) != 0)
        return false;
    rest->bytes = path.bytes + n;
    rest->length = path.length - n;
    return route->name[n - 1] == '/' || rest->length == 0;
}

static int follow(const struct request *request, struct reply *reply)
{
    struct text value;
    int error = -404;

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (matches(&routes[i], request->path, &value)) {
            error = routes[i].function(request, value, reply);
            break;
        }
    }
    if (error == 0 && request->query.length > 0 &&
        request_query(request, "delay", &value))
        error = read_ms(value, &reply->delay_ns);
    return error;
}

void route_refuse(struct reply *reply, unsigned status, bool lost)
{
    reply_init(reply, 0);
    reply->status = status;
    if (lost) {
        reply->says_close = true;
        reply->ending = REPLY_LINGER;
    }
}

/* What the request's head says about any answer to it. */
static void settle(const struct request *request, struct reply *reply)
{
    if (request->method == METHOD_HEAD)
        reply->bodyless = true;
    if (request->keep_alive) {
        reply->says_keep = request->old && reply->ending == REPLY_KEEP;
    } else if (reply->ending == REPLY_KEEP) {
        reply->says_close = true;
        reply->ending = REPLY_CLOSE;
    }
}

bool route_request(const struct request *request, struct reply *reply,
                   bool pushes)
{
    int error = -405;

    reply_init(reply, DEFAULT_BYTES);
    if (request->token != NULL) {
        reply->has_token = true;
        memcpy(reply->token, request->token, ANSWER_TOKEN_LENGTH);
    }
    if (request->method != METHOD_OTHER)
        error = follow(request, reply);
    if (error == 0 && reply->push && !pushes)
        error = -404;
    if (error < 0)
        route_refuse(reply, (unsigned)-error, false);
    settle(request, reply);
    return error == 0;
}
