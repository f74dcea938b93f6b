/*
 * wall - how many connections a row cannot take, and what keeps it from that.
 *
 * A limit that holds for some rows only: of the model itself (FD_SETSIZE), or
 * of the system on what the model needs (threads, mappings). What all rows need
 * is the business of resources.h.
 */
#ifndef MUXBENCH_WALL_H
#define MUXBENCH_WALL_H

#include <stdbool.h>

struct backend;
struct limits;

#define WALL_TEXT_MAX 64

/* True: the row cannot serve so many connections, and `text` is the limit by
 * name and number, "FD_SETSIZE 1024". Without limits (NULL) only the model's
 * own count. */
bool wall_stops(const struct backend *, int connections, int threads,
                const struct limits *, char text[WALL_TEXT_MAX]);

#endif
