/* validity: set-ups that are broken on purpose, in real rounds, each of which
 * must be caught. The rows that misbehave are made here. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/blocking.h"
#include "harness/affinity.h"
#include "harness/answer.h"
#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/histogram.h"
#include "harness/net.h"
#include "harness/record.h"
#include "harness/round.h"
#include "tests/support_limit.h"
#include "tests/support_round.h"

enum { DRIPPED = 512 }; /* bytes of the one answer that takes its time */

static volatile sig_atomic_t stop;

static struct scenario scenario = {
    .name = "test",
    .mode = SCENARIO_CLOSED,
    .requests = SCENARIO_NO_COUNT,
    .requests_per_connection = SCENARIO_NO_COUNT,
    .timeout = 5 * CLOCK_S,
    .paths = {1, {"/bytes/128"}},
    .expect = SCENARIO_NO_COUNT,
};

/* A round to be run. */
struct setup {
    int (*run)(struct job *);
    int connections;
    uint64_t window_ns;
    const char *path; /* NULL: /bytes/128 */
    const struct placement *placement;
};

static void run_once(const struct setup *setup, struct record *record)
{
    struct plan_point point = {.scenario = &scenario,
                               .name = "conns",
                               .connections = setup->connections,
                               .threads = 1,
                               .warmup_ns = 20 * CLOCK_MS,
                               .window_ns = setup->window_ns,
                               .guard_ns = 10 * CLOCK_MS};
    struct backend backend = {
        .name = "odd", .family = FAMILY_LOOP, .run = setup->run};
    struct plan_round plan = {
        .block = 1, .order = 1, .point = &point, .backend = &backend};
    struct round_setting setting = {.run_started = clock_now(), .stop = &stop};

    strcpy(scenario.paths.values[0], setup->path ? setup->path : "/bytes/128");
    scenario.expect = setup->path ? DRIPPED : SCENARIO_NO_COUNT;
    setting.placement.mode = PLACEMENT_NONE;
    if (setup->placement)
        setting.placement = *setup->placement;
    record_init(record);
    assert_int_equal(round_run(&setting, &plan, 1, record), 0);
}

/* To be released with record_free(). */
static struct record run(const struct setup *setup)
{
    struct record record;
    int tries = 0;

    run_once(setup, &record);
    while (round_was_starved(&record) && ++tries < ROUND_TRIES) {
        record_free(&record);
        run_once(setup, &record);
    }
    return record;
}

/* The verdict on a cell that has this round only. */
static enum validity verdict_of(const struct record *r)
{
    const struct record *list[] = {r};
    struct validity_cell cell = {
        .load = {.closed = true, .at_once = r->connections},
        .busy = validity_busy(r),
        .mean_ns = (double)r->service.mean,
        .longest = validity_longest(r),
        .server = {NAN, NAN, NAN, NAN},
        .connections = r->connections,
        .overflows = RECORD_NONE};
    struct validity_verdict v;

    validity_rounds(list, 1, &v);
    if (v.level < VALIDITY_INVALID)
        validity_cell(&cell, &v);
    return v.level;
}

static int run_well(struct job *job)
{
    return backend_find("threads")->run(job);
}

/* A thread that is kept from its CPU looks like one that idles: tries. */
static void a_sound_row_is_valid(void **unused)
{
    enum validity verdict = VALIDITY_INVALID;

    (void)unused;
    for (int i = 0; i < ROUND_TRIES && verdict != VALIDITY_VALID; i++) {
        struct record r =
            run(&(struct setup){run_well, 4, 200 * CLOCK_MS, NULL, NULL});

        assert_string_equal(r.reason, "");
        verdict = verdict_of(&r);
        record_free(&r);
    }
    assert_int_equal(verdict, VALIDITY_VALID);
}

/* Send the request and throw its answer away, unseen by the connection, which
 * will send it once more. */
static void drop_answer(struct peer *p)
{
    char answer[4096];
    size_t got = 0;

    if (net_send(p->fd, p->conn.out, p->conn.out_length) < 0)
        return;
    while (got < 128) {
        ssize_t n = net_recv(p->fd, answer, sizeof answer);

        if (n <= 0)
            return;
        got += (size_t)n;
    }
}

static int serve_dropping(struct share *share)
{
    static char buffer[JOB_BUFFER];
    struct peer peer;
    int result = blocking_begin(&peer, share);

    while (result == 0 && peer.conn.want != CONN_NOTHING) {
        if (peer.conn.want == CONN_SEND && peer.conn.served % 10000 == 100)
            drop_answer(&peer);
        blocking_fetch(&peer, buffer);
    }
    blocking_end(&peer);
    return result;
}

static int run_dropping(struct job *job)
{
    return job_serve(job, 1, 0, serve_dropping);
}

static void a_dropped_answer_is_invalid(void **unused)
{
    struct record r =
        run(&(struct setup){run_dropping, 1, 200 * CLOCK_MS, NULL, NULL});

    (void)unused;
    assert_string_equal(r.fault, "counts");
    assert_non_null(strstr(r.reason, "client and server do not agree: "));
    assert_true(r.server_requests > r.total.ok);
    assert_int_equal(verdict_of(&r), VALIDITY_INVALID);
    record_free(&r);
}

/* Says the whole answer has come when its head has: the rest is made up, and
 * skipped when it comes. */
struct hasty {
    struct peer peer;
    size_t owed; /* bytes of the answer before that are still to come */
};

static void skip_owed(struct hasty *h, char *buffer)
{
    while (h->owed > 0) {
        ssize_t n = net_recv(h->peer.fd, buffer, h->owed);

        if (n <= 0)
            return;
        h->owed -= (size_t)n;
    }
}

static void receive_hastily(struct hasty *h, char *buffer)
{
    struct conn *c = &h->peer.conn;
    size_t head, got;
    char *end;
    ssize_t n;

    skip_owed(h, buffer);
    n = net_recv(h->peer.fd, buffer, JOB_BUFFER - 1);
    if (n <= 0) {
        conn_received(c, buffer, n);
        return;
    }
    buffer[n] = '\0';
    end = strstr(buffer, "\r\n\r\n");
    head = end ? (size_t)(end - buffer) + 4 : 0;
    got = (size_t)n - head;
    h->owed = DRIPPED - got;
    memcpy(buffer + n, answer_pattern() + got, h->owed);
    conn_received(c, buffer, n + (ssize_t)h->owed);
}

static int serve_hastily(struct share *share)
{
    static char buffer[JOB_BUFFER];
    struct hasty h = {.owed = 0};
    struct conn *c = &h.peer.conn;
    int result = blocking_begin(&h.peer, share);

    while (result == 0 && c->want != CONN_NOTHING) {
        if (c->want == CONN_SEND && h.peer.fd >= 0)
            conn_sent(c, net_send(h.peer.fd, c->out, c->out_length));
        else if (c->want == CONN_RECV)
            receive_hastily(&h, buffer);
        else if (c->want == CONN_OPEN) {
            h.owed = 0;
            h.peer.fd = net_socket(c->address, NET_BLOCKING);
            conn_opened(c, net_connect(h.peer.fd, c->address));
        } else {
            blocking_fetch(&h.peer, buffer);
        }
    }
    blocking_end(&h.peer);
    return result;
}

static int run_hastily(struct job *job)
{
    return job_serve(job, 1, 0, serve_hastily);
}

static void an_answer_counted_early_is_invalid(void **unused)
{
    struct record r = run(&(struct setup){run_hastily, 1, 200 * CLOCK_MS,
                                          "/drip?bytes=512&ms=20", NULL});

    (void)unused;
    assert_string_equal(r.fault, "counts");
    assert_non_null(strstr(r.reason, "answers were sent whole before the "
                                     "client left"));
    assert_int_equal(verdict_of(&r), VALIDITY_INVALID);
    record_free(&r);
}

/* It says it serves all its connections at once, and has one thread that
 * waits for one after another. */
static int run_idling(struct job *job)
{
    return job_serve(job, 1, 0, blocking_serve);
}

static void hidden_idling_is_suspect(void **unused)
{
    struct record r =
        run(&(struct setup){run_idling, 8, 100 * CLOCK_MS, NULL, NULL});

    (void)unused;
    assert_string_equal(r.reason, "");
    assert_true(validity_busy(&r) < 0.5);
    assert_int_equal(verdict_of(&r), VALIDITY_SUSPECT);
    record_free(&r);
}

/* A second back at every 100th reading. */
static uint64_t backwards(void)
{
    static _Atomic unsigned readings;

    return clock_now() -
           (atomic_fetch_add(&readings, 1) % 100 == 99 ? CLOCK_S : 0);
}

static int run_backwards(struct job *job)
{
    job->now = backwards;
    return run_idling(job);
}

static void a_clock_that_runs_backwards_is_invalid(void **unused)
{
    struct record r =
        run(&(struct setup){run_backwards, 2, 100 * CLOCK_MS, NULL, NULL});

    (void)unused;
    assert_string_equal(r.fault, "clock");
    assert_memory_equal(r.reason, "time went backwards in ", 23);
    assert_int_equal(verdict_of(&r), VALIDITY_INVALID);
    record_free(&r);
}

static void *stall(void *data)
{
    struct job *job = data;

    clock_sleep_until(job->edge_at[0] + 50 * CLOCK_MS);
    kill(job->server_pid, SIGSTOP);
    clock_sleep_until(clock_now() + 200 * CLOCK_MS);
    kill(job->server_pid, SIGCONT);
    return NULL;
}

static int run_stalled(struct job *job)
{
    pthread_t thread;
    int result = -pthread_create(&thread, NULL, stall, job);

    if (result == 0) {
        result = run_well(job);
        pthread_join(thread, NULL);
    }
    return result;
}

/*
 * While the server stands, a connection can end one request at most: the one
 * whose answer was sent before. The next begins as that one ends, so that one
 * of the two takes half of the 200 ms or more, on every connection.
 */
static void a_stall_shows_at_its_true_size(void **unused)
{
    enum { CONNECTIONS = 12 };
    struct record r = run(
        &(struct setup){run_stalled, CONNECTIONS, 600 * CLOCK_MS, NULL, NULL});
    struct histogram *h;
    double beyond;

    (void)unused;
    assert_string_equal(r.reason, "");
    assert_int_equal(record_times_histogram(&r.service, &h), 0);
    beyond = 100 * (1 - (CONNECTIONS - 1) / (double)h->total);
    assert_true(histogram_value_at_percentile(h, beyond) >= 99 * CLOCK_MS);
    assert_true(r.service.max >= 99 * CLOCK_MS);
    histogram_destroy(h);
    record_free(&r);
}

/* A client that others keep from its CPU asks little of the server. */
static int run_limited(struct job *job)
{
    int result = limit_server(job->server_pid);

    setpriority(PRIO_PROCESS, 0, -15);
    return result < 0 ? result : backend_reference()->run(job);
}

/* Client and server on a CPU each. */
static bool place(struct placement *placement)
{
    struct cpu_list allowed;
    int got = affinity_get(&allowed);

    return placement_make(placement, PLACEMENT_SPLIT, 1, &allowed, got) == 0;
}

/* On a machine where others work the client may get so little of its CPU that
 * the server is not its limit: a few tries. */
static void a_third_of_a_cpu_is_server_bound(void **unused)
{
    struct placement placement;
    struct record r;
    bool bound = false;

    (void)unused;
    if (!place(&placement) || limit_begin(placement.server.cpus[0]) < 0)
        skip();
    for (int i = 0; i < ROUND_TRIES && !bound; i++) {
        r = run(&(struct setup){run_limited, 256, 400 * CLOCK_MS, NULL,
                                &placement});
        bound = validity_server_bound(&(struct validity_server){
            validity_server_worked(&r), validity_server_waited(&r), NAN, NAN});
        record_free(&r);
    }
    limit_end();
    assert_true(bound);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_row_is_valid),
        cmocka_unit_test(a_dropped_answer_is_invalid),
        cmocka_unit_test(an_answer_counted_early_is_invalid),
        cmocka_unit_test(hidden_idling_is_suspect),
        cmocka_unit_test(a_clock_that_runs_backwards_is_invalid),
        cmocka_unit_test(a_stall_shows_at_its_true_size),
        cmocka_unit_test(a_third_of_a_cpu_is_server_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
