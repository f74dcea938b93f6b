/*
 * client - the client of a round in a process of another build of muxbench.
 *
 * `muxbench compare --live` measures two builds in the same blocks. Its harness
 * starts the server, then `BINARY client ORDER`; that build runs the round's
 * client by its own code and prints the record, filled in. The order is one
 * JSON object:
 *
 *   protocol   CLIENT_PROTOCOL
 *   record     the record as it is so far, as in rounds.jsonl: what is to be
 *              run, and how often is not said by it
 *   keys       the scenario's, as in manifest.json
 *   at         what the point is at, as in manifest.json; not from a build
 *              whose points have connections and a rate alone
 *   warmup_ns, window_ns, guard_ns   of the point
 *   seed       hexadecimal
 *   rate       of the point, due a second; 0: it has none
 *   schedule_seed   hexadecimal, of the due times and of what is fetched
 *   cpus       those of the client; none: anywhere
 *   server     "127.0.0.1:4711"; null: the row does no IO
 *   server_pid whose CPU time the window's edges note
 *
 * Asked with --hello instead, it says which protocol it speaks, that it knows
 * of rates and of points (`rates`, `points`, which builds before them do not
 * say), and what it is: the part of manifest.json that is about the build, and
 * its backends.
 */
#ifndef MUXBENCH_CLIENT_H
#define MUXBENCH_CLIENT_H

#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

/* Goes up when the order or its answer changes its meaning. */
#define CLIENT_PROTOCOL 1

#define CLIENT_ERROR_MAX 2048

struct round;

/* The order for a round whose server runs; NULL: out of memory. */
json_t *client_order(const struct round *);

/* Carry an order out: the record goes to `out`, a line. 0; -EINVAL: the order
 * cannot be understood; another -errno; with a line in `error`. */
int client_serve(const char *order, FILE *out, char *error);

/* What --hello says of the program at this path, the one that asks. */
json_t *client_hello(const char *program);

#endif
