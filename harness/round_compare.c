#include "round.h"

#include <inttypes.h>
#include <stdio.h>

static void compare(struct round *r, const char *what, uint64_t client,
                    uint64_t server)
{
    if (client != server)
        round_fail(
            r, "client and server do not agree: %" PRIu64 " and %" PRIu64 " %s",
            client, server, what);
}

/* Every request was answered rightly when this is called, so that all counts
 * must be equal. */
void round_compare(struct round *r)
{
    const struct record *record = r->record;
    const struct totals *t = &record->total;

    if (!r->server.shared)
        return;
    compare(r, "connections", t->opened, record->server_connections);
    compare(r, "requests", t->ok + t->failed, record->server_requests);
    compare(r, "bytes of body", t->body_bytes, record->server_body_bytes);
}
