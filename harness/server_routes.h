/*
 * server_routes - what a path of the server means; no IO.
 *
 * Inside the server only. The paths are listed in server.h.
 */
#ifndef MUXBENCH_SERVER_ROUTES_H
#define MUXBENCH_SERVER_ROUTES_H

#include "request.h"
#include "server_reply.h"

/* Limits of what a path may ask for. */
#define ROUTE_BYTES_MAX (UINT64_C(1) << 40)
#define ROUTE_MS_MAX UINT64_C(3600000)

/* The answer to a request, whatever it asks for. True when it was a good
 * one, false when the answer is a refusal (400, 404, 405). `pushes`: there are
 * events to wait for. */
bool route_request(const struct request *, struct reply *, bool pushes);

/*
 * Make `reply` the refusal of a request. `lost` when the next request's
 * beginning is not known: the connection is then closed.
 */
void route_refuse(struct reply *, unsigned status, bool lost);

/* Turn a good answer into the fault of that name (what follows "/fault/" in a
 * path). 0 or -status. */
int fault_apply(struct text name, struct reply *);

#endif
