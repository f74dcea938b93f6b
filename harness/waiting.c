#include "waiting.h"

#include <string.h>

int waiting_workers(enum waiting waiting, int connections, int threads)
{
    int workers = threads;

    switch (waiting) {
    case WAITING_LOOP:
    case WAITING_ONE:
        return threads;
    case WAITING_EACH:
        return connections > 0 ? connections : 1;
    case WAITING_WORKERS:
        workers = threads * WAITING_POOL;
        break;
    }
    return connections > 0 && connections < workers ? connections : workers;
}

int waiting_at_once(enum waiting waiting, int connections, int threads)
{
    int workers = waiting_workers(waiting, connections, threads);

    if (waiting == WAITING_LOOP)
        return connections;
    return workers < connections ? workers : connections;
}

const char *waiting_name(enum waiting waiting)
{
    switch (waiting) {
    case WAITING_LOOP:
        return "loop";
    case WAITING_EACH:
        return "each";
    case WAITING_WORKERS:
        return "workers";
    case WAITING_ONE:
        break;
    }
    return "one";
}

int waiting_of(const char *name)
{
    for (int i = WAITING_LOOP; i <= WAITING_ONE; i++)
        if (strcmp(waiting_name((enum waiting)i), name) == 0)
            return i;
    return -1;
}
