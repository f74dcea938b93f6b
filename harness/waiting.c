#include "waiting.h"

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
