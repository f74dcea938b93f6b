/* pauses: what a client thinks before a request, and conn, which waits so
 * long. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_conn.h"

enum { CLIENTS = 200, REQUESTS = 100 };

static const char *const one_url[] = {"http://127.0.0.1:1/a"};

static struct job thinking(enum pauses pauses, uint64_t seed)
{
    struct job job;

    job_init(&job);
    job.connections = CLIENTS;
    job.think_ns = CLOCK_S;
    job.pauses = pauses;
    job.pause_seed = seed;
    return job;
}

static void between_requests_only(void **unused)
{
    struct job job = thinking(PAUSES_BETWEEN, 1);

    (void)unused;
    assert_false(job_keeps_time(&job));
    assert_int_equal(pauses_before(&job, 7, 0), 0);
    assert_int_equal(pauses_before(&job, 7, 1), CLOCK_S);
}

/* One begins after another, over one pause. */
static void clients_begin_spread(void **unused)
{
    struct job even = thinking(PAUSES_EVEN, 1),
               drawn = thinking(PAUSES_EXPONENTIAL, 1);

    (void)unused;
    assert_true(job_keeps_time(&even) && job_keeps_time(&drawn));
    for (uint32_t i = 0; i < CLIENTS; i++) {
        assert_int_equal(pauses_before(&even, i, 0), i * CLOCK_S / CLIENTS);
        assert_int_equal(pauses_before(&drawn, i, 0), i * CLOCK_S / CLIENTS);
        assert_int_equal(pauses_before(&even, i, 1 + i), CLOCK_S);
    }
}

/* Of n with mean and standard deviation 1 the mean is within 5 / sqrt(n), and
 * exp(-2) of them are longer than 2. The seed is fixed, so this is certain. */
static void drawn_ones_are_exponential(void **unused)
{
    struct job job = thinking(PAUSES_EXPONENTIAL, 7);
    double sum = 0, longer = 0, n = CLIENTS * REQUESTS;

    (void)unused;
    for (uint32_t i = 0; i < CLIENTS; i++)
        for (uint64_t k = 1; k <= REQUESTS; k++) {
            double pause = (double)pauses_before(&job, i, k) / 1e9;

            sum += pause;
            longer += pause > 2;
        }
    assert_true(fabs(sum / n - 1) < 5 / sqrt(n));
    assert_true(fabs(longer / n - exp(-2)) < 5 * sqrt(exp(-2) / n));
}

static void seed_client_and_number_decide(void **unused)
{
    struct job a = thinking(PAUSES_EXPONENTIAL, 7),
               b = thinking(PAUSES_EXPONENTIAL, 8);

    (void)unused;
    assert_int_equal(pauses_before(&a, 3, 4), pauses_before(&a, 3, 4));
    assert_true(pauses_before(&a, 3, 4) != pauses_before(&b, 3, 4));
    assert_true(pauses_before(&a, 3, 4) != pauses_before(&a, 4, 3));
    assert_true(pauses_before(&a, 3, 4) != pauses_before(&a, 3, 5));
}

/* Wait to the due time and a little longer, and be answered. */
static void be_late(struct rig *rig, uint64_t late, uint64_t answer)
{
    assert_int_equal(rig->conn.want, CONN_WAIT);
    rig_pass(rig->conn.wake - rig_now() + late);
    assert_true(conn_woke(&rig->conn));
    rig_pass(answer);
    rig_answer(rig, RIG_ANSWER);
}

/* A request is due when the pause ends; what starts late shows it. */
static void a_request_is_due_after_the_pause(void **unused)
{
    static struct rig rig;
    uint64_t now;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    rig.job.think_ns = CLOCK_MS;
    rig.job.pauses = PAUSES_EXPONENTIAL;
    rig_begin(&rig);
    rig_open(&rig); /* the first of all begins at once */
    rig_answer(&rig, RIG_ANSWER);
    for (uint64_t i = 1; i < 4; i++) {
        const struct sample *s = rig_sample(&rig, i - 1);
        uint64_t due = s->done + pauses_before(&rig.job, 0, i);

        now = s->done;
        be_late(&rig, 5, 40);
        s = rig_sample(&rig, i);
        assert_int_equal(s->taken, now);
        assert_int_equal(s->due, due);
        assert_int_equal(s->start, due + 5);
        assert_int_equal(s->done, due + 45);
    }
    rig_free(&rig);
}

/* It is open before, so that the connect is in nobody's time. */
static void a_connection_is_opened_ahead(void **unused)
{
    static struct rig rig;
    struct share share;
    struct conn second;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    rig.job.connections = 2;
    rig.job.think_ns = CLOCK_MS;
    rig.job.pauses = PAUSES_EVEN;
    rig_begin(&rig);
    share_begin(&share, &rig.job, 1, 2);
    assert_int_equal(conn_init(&second, &share), 0);
    assert_int_equal(second.want, CONN_OPEN);
    conn_opened(&second, 0);
    assert_int_equal(second.want, CONN_WAIT);
    assert_int_equal(second.wake, rig_now() + CLOCK_MS / 2);
    conn_free(&second);
    rig_free(&rig);
}

/* Shares that are dealt out have the clients of the whole job, once each. */
static void clients_are_numbered_through(void **unused)
{
    bool seen[5] = {false};
    struct share shares[2];
    struct conn conns[5];
    struct job job;
    int n = 0;

    (void)unused;
    job_init(&job);
    job.connections = 5;
    for (int i = 0; i < 2; i++) {
        share_begin(&shares[i], &job, i, 2);
        for (int k = 0; k < shares[i].connections; k++, n++) {
            assert_int_equal(conn_init(&conns[n], &shares[i]), 0);
            assert_true(conns[n].client < 5 && !seen[conns[n].client]);
            seen[conns[n].client] = true;
        }
    }
    for (int i = 0; i < n; i++)
        conn_free(&conns[i]);
    assert_int_equal(n, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_requests_only),
        cmocka_unit_test(clients_begin_spread),
        cmocka_unit_test(drawn_ones_are_exponential),
        cmocka_unit_test(seed_client_and_number_decide),
        cmocka_unit_test(a_request_is_due_after_the_pause),
        cmocka_unit_test(a_connection_is_opened_ahead),
        cmocka_unit_test(clients_are_numbered_through),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
