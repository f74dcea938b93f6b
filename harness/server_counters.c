/*
 * The server's counters: adding up, snapshots, and their text.
 *
 * A snapshot has to contain everything that was answered before it was asked
 * for, whichever worker did it. So worker 0 begins a round, each worker adds
 * what it has counted, and the last one to do so takes the usage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "server_worker.h"

static void add(_Atomic uint64_t *counter, uint64_t n)
{
    if (n > 0)
        atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static bool has_faults(const struct tally *tally)
{
    uint64_t faults = 0;

    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        faults += tally->faults[kind];
    return faults > 0;
}

void worker_publish(struct worker *worker)
{
    struct server_counters *counters = worker->server->config.counters;
    struct tally *tally = &worker->tally;

    /* Not every answer is counted in the turn that sent its last byte: a slow
     * one ends with a pause, and one that was delayed began with it. */
    if (tally->bytes_in == 0 && tally->bytes_out == 0 && tally->requests == 0 &&
        tally->responses == 0 && tally->bad_requests == 0 && !has_faults(tally))
        return;
    add(&counters->requests, tally->requests);
    add(&counters->responses, tally->responses);
    add(&counters->bytes_in, tally->bytes_in);
    add(&counters->bytes_out, tally->bytes_out);
    add(&counters->body_bytes, tally->body_bytes);
    add(&counters->bad_requests, tally->bad_requests);
    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        add(&counters->faults[kind], tally->faults[kind]);
    memset(tally, 0, sizeof *tally);
}

static uint64_t ns_of(struct timeval time)
{
    return (uint64_t)time.tv_sec * CLOCK_S + (uint64_t)time.tv_usec * CLOCK_US;
}

void server_take_snapshot(struct server *server)
{
    struct server_counters *counters = server->config.counters;
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    counters->usage = (struct server_usage){
        .at = clock_now(),
        .cpu_user_ns = ns_of(usage.ru_utime),
        .cpu_sys_ns = ns_of(usage.ru_stime),
        .switches_voluntary = (uint64_t)usage.ru_nvcsw,
        .switches_forced = (uint64_t)usage.ru_nivcsw,
    };
    atomic_fetch_add(&counters->snapshots, 1);
    if (server->config.on_snapshot != NULL)
        server->config.on_snapshot(counters);
}

/* Worker 0 alone begins a round, and only when the last one is over: else a
 * worker could take part in two at once and be counted twice. */
static void begin_round(struct server *server)
{
    unsigned wanted = atomic_load(&server->snapshots_wanted);

    if (wanted == server->snapshots_begun || atomic_load(&server->snapshotting))
        return;
    server->snapshots_begun = wanted;
    atomic_store(&server->snapshotting, true);
    atomic_store(&server->snapshot_missing, server->config.workers);
    atomic_fetch_add(&server->snapshot_round, 1);
    for (int i = 1; i < server->config.workers; i++)
        worker_tell(server->workers[i], MESSAGE_LOOK);
}

void worker_snapshot(struct worker *worker)
{
    struct server *server = worker->server;
    unsigned round;

    if (worker == server->workers[0])
        begin_round(server);
    round = atomic_load(&server->snapshot_round);
    if (worker->snapshot_round == round)
        return;
    worker->snapshot_round = round;
    if (atomic_fetch_sub(&server->snapshot_missing, 1) > 1)
        return;
    server_take_snapshot(server);
    atomic_store(&server->snapshotting, false);
    /* It may have been asked for another one meanwhile. */
    worker_tell(server->workers[0], MESSAGE_LOOK);
}

int server_counters_format(struct server_counters *counters,
                           char text[SERVER_COUNTERS_TEXT])
{
    return snprintf(
        text, SERVER_COUNTERS_TEXT,
        "\"connections\":%" PRIu64 ",\"open\":%" PRIu64 ",\"requests\":%" PRIu64
        ",\"responses\":%" PRIu64 ",\"bad_requests\":%" PRIu64
        ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64
        ",\"body_bytes\":%" PRIu64 ",\"faults_stalled\":%" PRIu64
        ",\"faults_cut\":%" PRIu64 ",\"faults_wrong\":%" PRIu64,
        atomic_load(&counters->connections), atomic_load(&counters->open),
        atomic_load(&counters->requests), atomic_load(&counters->responses),
        atomic_load(&counters->bad_requests), atomic_load(&counters->bytes_in),
        atomic_load(&counters->bytes_out), atomic_load(&counters->body_bytes),
        atomic_load(&counters->faults[ORDERED_STALL]),
        atomic_load(&counters->faults[ORDERED_CUT]),
        atomic_load(&counters->faults[ORDERED_WRONG]));
}
