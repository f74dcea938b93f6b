#include "wall.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "backend.h"
#include "resources.h"
#include "waiting.h"

static bool model_stops(const struct backend *backend, int connections,
                        char text[WALL_TEXT_MAX])
{
    if (backend->connections_most == 0 ||
        connections <= backend->connections_most)
        return false;
    snprintf(text, WALL_TEXT_MAX, "%s", backend->wall);
    return true;
}

/* A loop for each of the scenario's threads is what all rows need. */
static bool threads_stop(const struct backend *backend, int connections,
                         int threads, const struct limits *limits,
                         char text[WALL_TEXT_MAX])
{
    int workers = waiting_workers(backend->waiting, connections, threads);

    if (workers <= threads || limits_thread(limits, workers))
        return false;
    snprintf(text, WALL_TEXT_MAX, "%s %" PRIu64, limits->threads_name,
             limits->threads);
    return true;
}

/* All threads of a row are in one process. */
static bool mappings_stop(const struct backend *backend, int connections,
                          const struct limits *limits, char text[WALL_TEXT_MAX])
{
    int each = backend->mappings ? backend->mappings() : 0;

    if (each == 0 ||
        limits_mappings(limits, (uint64_t)each * (uint64_t)connections))
        return false;
    snprintf(text, WALL_TEXT_MAX, "vm.max_map_count %" PRIu64,
             limits->mappings);
    return true;
}

bool wall_stops(const struct backend *backend, int connections, int threads,
                const struct limits *limits, char text[WALL_TEXT_MAX])
{
    if (model_stops(backend, connections, text))
        return true;
    return limits &&
           (threads_stop(backend, connections, threads, limits, text) ||
            mappings_stop(backend, connections, limits, text));
}
