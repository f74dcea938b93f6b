/* MAP_ANONYMOUS is not in POSIX.1-2008, but on every system of today. */
#define _DEFAULT_SOURCE

#include "tests/support_http.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

int http_guard_init(struct http_guard *g, size_t at_least)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *all;

    memset(&g->memo, 0, sizeof g->memo);
    g->length = (at_least + page - 1) / page * page;
    all = mmap(NULL, g->length + 2 * page, PROT_NONE,
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        return -errno;
    g->pages = all + page;
    if (mprotect(g->pages, g->length, PROT_READ | PROT_WRITE) < 0) {
        int error = errno;

        munmap(all, g->length + 2 * page);
        return -error;
    }
    return 0;
}

void http_guard_free(struct http_guard *g)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    munmap(g->pages - page, g->length + 2 * page);
}

static uint64_t hash(uint64_t h, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * FNV_PRIME;
    return h;
}

uint64_t http_body_hash(struct http_text body)
{
    return hash(FNV_START, body.bytes, body.length);
}

ssize_t http_read(struct http_reader *r, const char *bytes, size_t n,
                  struct http_piece *body)
{
    size_t head = http_recall(r, bytes, n);

    *body = (struct http_piece){bytes, head > 0 ? 0 : n};
    if (head > 0)
        return (ssize_t)head;
    return http_rest(r, n) ? (ssize_t)n : http_feed(r, bytes, n, body);
}

/* One step of reading and its promises. False: it cannot go on. */
static bool feed_once(struct http_outcome *o, struct http_text *piece)
{
    struct http_piece body = {NULL, 0};
    ssize_t used = http_read(&o->r, piece->bytes, piece->length, &body);

    o->result = used < 0 ? (int)used : 1;
    if (used < 0) {
        if (used != -EBADMSG && used != -EMSGSIZE)
            o->broken = "an error that http_feed() does not have";
        return false;
    }
    if (used == 0 || (size_t)used > piece->length) {
        o->broken = "used is not in 1..n";
        return false;
    }
    if (body.length > 0 &&
        (body.bytes < piece->bytes ||
         body.bytes + body.length > piece->bytes + (size_t)used)) {
        o->broken = "the body lies outside of what was used";
        return false;
    }
    o->body_hash = hash(o->body_hash, body.bytes, body.length);
    o->body_length += body.length;
    o->used += (size_t)used;
    piece->bytes += used;
    piece->length -= (size_t)used;
    return o->r.state != HTTP_DONE;
}

static struct http_text place(const struct http_guard *g, bool at_start,
                              struct http_text piece)
{
    char *to = at_start ? g->pages : g->pages + g->length - piece.length;

    memcpy(to, piece.bytes, piece.length);
    return (struct http_text){to, piece.length};
}

static void finish(struct http_outcome *o, bool ends)
{
    if (o->result < 0 || o->broken)
        return;
    if (o->r.state == HTTP_DONE) {
        o->result = http_end(&o->r);
        o->broken = o->result == 0 ? NULL : "a whole response is not whole";
    } else if (ends) {
        o->result = http_end(&o->r);
        if (o->result == 0 && (o->r.state != HTTP_DONE || o->r.keep_alive))
            o->broken = "ended, but not DONE or to be kept";
    }
}

struct http_outcome http_outcome_of(struct http_guard *g, bool at_start,
                                    struct http_text text, bool ends,
                                    const size_t *cuts, size_t count)
{
    struct http_outcome o = {.result = 1, .body_hash = FNV_START};
    bool more = true;

    /* http_init() has to set all that is read before it is written. */
    memset(&o.r, 0xa5, sizeof o.r);
    http_init(&o.r, &g->memo);
    http_begin(&o.r, HTTP_TOKEN);
    for (size_t i = 0, at = 0; i <= count && more; i++) {
        size_t end = i < count ? cuts[i] : text.length;
        struct http_text piece =
            place(g, at_start, (struct http_text){text.bytes + at, end - at});

        while (more && piece.length > 0)
            more = feed_once(&o, &piece);
        at = end;
    }
    finish(&o, ends);
    return o;
}

/* Where an error was found depends on the cuts, and the fields of a head that
 * was not read are not set. */
bool http_outcome_equal(const struct http_outcome *a,
                        const struct http_outcome *b)
{
    if (a->result != b->result || a->r.state != b->r.state ||
        a->body_length != b->body_length || a->body_hash != b->body_hash)
        return false;
    if (a->result < 0 || a->r.state == HTTP_STATUS_LINE)
        return true;
    return a->used == b->used && a->r.status == b->r.status &&
           a->r.echoes == b->r.echoes &&
           (a->r.state != HTTP_DONE || a->r.keep_alive == b->r.keep_alive);
}
