#include "wall.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "backend.h"
#include "resources.h"
#include "waiting.h"

bool wall_stops(const struct backend *backend, int connections, int threads,
                const struct limits *limits, char text[WALL_TEXT_MAX])
{
    int workers = waiting_workers(backend->waiting, connections, threads);

    if (backend->connections_most > 0 &&
        connections > backend->connections_most) {
        snprintf(text, WALL_TEXT_MAX, "%s", backend->wall);
        return true;
    }
    /* A loop for each of the scenario's threads is what all rows need. */
    if (!limits || workers <= threads || limits_thread(limits, workers))
        return false;
    snprintf(text, WALL_TEXT_MAX, "%s %" PRIu64, limits->threads_name,
             limits->threads);
    return true;
}
