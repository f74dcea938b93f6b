/* conn: errors by each door, deadlines, requests sent again, addresses. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_conn.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TIMEOUT (100 * CLOCK_MS)

static const char *const one_url[] = {"http://127.0.0.1:1/a"};

static int set_up(void **state)
{
    static struct rig rig;

    rig_init(&rig, false, one_url, 1);
    rig.job.timeout_ns = TIMEOUT;
    *state = &rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_free(*state);
    return 0;
}

static void check_failed(const struct rig *rig, size_t n, int error)
{
    const struct sample *s = rig_sample(rig, n);

    assert_int_equal(s->error, error);
    assert_int_equal(s->done, rig_now());
    assert_int_equal(rig->share.totals.failed, 1);
    assert_int_equal(rig->share.totals.ok, n);
    assert_int_equal(rig->share.totals.retried, 0);
}

/* A port that refuses does not make a client that spins. */
static void a_refused_connection_is_followed_by_a_pause(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_pass(5);
    conn_opened(&rig->conn, -ECONNREFUSED);
    check_failed(rig, 0, ECONNREFUSED);
    assert_int_equal(rig_sample(rig, 0)->status, 0);
    assert_int_equal(rig_sample(rig, 0)->first, 0);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_WAIT);
    assert_true(rig->conn.wake >= rig_now() + CLOCK_MS);
    rig_pass(rig->conn.wake - rig_now());
    assert_true(conn_woke(&rig->conn));
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_int_equal(rig->share.totals.opened, 0);
    assert_int_equal(rig->job.connected, 0);
}

static void an_error_after_opening_is_followed_by_no_pause(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_open(rig);
    conn_sent(&rig->conn, -ECONNRESET);
    check_failed(rig, 0, ECONNRESET);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
}

static void errors_come_in_by_every_door(void **state)
{
    static const int errors[] = {EPIPE, ECONNRESET, EHOSTUNREACH, ETIMEDOUT,
                                 EMFILE};
    struct rig *rig = *state;

    rig->job.error_limit = 3 * COUNT(errors) - 1;
    rig_begin(rig);
    for (size_t i = 0; i < 3 * COUNT(errors); i++) {
        int error = errors[i / 3];

        if (rig->conn.want == CONN_WAIT) {
            rig_pass(rig->conn.wake - rig_now());
            assert_true(conn_woke(&rig->conn));
        }
        if (i % 3 > 0)
            rig_open(rig);
        if (i % 3 > 1)
            rig_send(rig);
        if (i % 3 == 0)
            conn_opened(&rig->conn, -error);
        else if (i % 3 == 1)
            conn_sent(&rig->conn, -error);
        else
            conn_received(&rig->conn, NULL, -error);
        assert_int_equal(rig_sample(rig, i)->error, error);
        assert_int_equal(rig_sample(rig, i)->bytes, 0);
        assert_int_equal(rig->job.stop_reason, i + 2 < 3 * COUNT(errors)
                                                   ? JOB_RUNS
                                                   : JOB_TOO_MANY_FAIL);
        rig_close(rig);
        if (rig->job.stop_reason != JOB_RUNS)
            break;
    }
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    assert_int_equal(rig->share.totals.failed, 3 * COUNT(errors) - 1);
}

static void an_error_has_no_bytes_of_the_request_before(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
    conn_received(&rig->conn, NULL, 0);
    rig_close(rig);
    conn_opened(&rig->conn, -ECONNREFUSED);
    check_failed(rig, 1, ECONNREFUSED);
    assert_int_equal(rig_sample(rig, 1)->bytes, 0);
}

static void the_next_address_is_tried(void **state)
{
    struct rig *rig = *state;
    struct target *t = &rig->targets[0];

    t->addresses[1] = t->addresses[0];
    t->address_count = 2;
    rig_begin(rig);
    rig_pass(10);
    conn_opened(&rig->conn, -ECONNREFUSED);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_ptr_equal(rig->conn.address, &t->addresses[1]);
    assert_true(rig->conn.wake == rig_now() - 10 + TIMEOUT);
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig->share.totals.ok, 1);
    assert_int_equal(rig_sample(rig, 0)->start, rig_now() - 10);
}

static void all_addresses_may_fail(void **state)
{
    struct rig *rig = *state;
    struct target *t = &rig->targets[0];

    t->addresses[1] = t->addresses[0];
    t->address_count = 2;
    rig_begin(rig);
    conn_opened(&rig->conn, -ECONNREFUSED);
    rig_close(rig);
    conn_opened(&rig->conn, -EHOSTUNREACH);
    check_failed(rig, 0, EHOSTUNREACH);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_WAIT);
    rig_pass(rig->conn.wake - rig_now());
    assert_true(conn_woke(&rig->conn));
    assert_ptr_equal(rig->conn.address, &t->addresses[0]);
}

static void a_deadline_is_no_reason_for_the_next_address(void **state)
{
    struct rig *rig = *state;

    rig->targets[0].address_count = 2;
    rig_begin(rig);
    rig_pass(TIMEOUT);
    assert_true(conn_woke(&rig->conn));
    check_failed(rig, 0, ETIMEDOUT);
}

/* The deadline is the request's: it starts when the request does. */
static void the_deadline_passes_in_every_state(void **state)
{
    for (int stage = 0; stage < 4; stage++) {
        struct rig *rig = *state;
        uint64_t deadline;

        tear_down(state);
        set_up(state);
        rig_begin(rig);
        rig_pass(TIMEOUT / 4);
        if (stage > 0)
            rig_open(rig);
        if (stage > 1)
            rig_send(rig);
        if (stage > 2)
            rig_answer(rig, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab");
        deadline = rig_now() - TIMEOUT / 4 + TIMEOUT;
        assert_true(rig->conn.wake == deadline);
        rig_pass(TIMEOUT / 2);
        assert_false(conn_woke(&rig->conn));
        assert_int_not_equal(rig->conn.want, CONN_CLOSE);
        rig_pass(TIMEOUT / 4);
        assert_true(conn_woke(&rig->conn));
        check_failed(rig, 0, ETIMEDOUT);
        assert_int_equal(rig_sample(rig, 0)->bytes, stage > 2 ? 2 : 0);
        assert_int_equal(rig_sample(rig, 0)->status, stage > 2 ? 200 : 0);
        rig_close(rig);
        assert_false(conn_woke(&rig->conn));
    }
}

/* Bytes that keep coming do not put the deadline off. */
static void a_trickle_ends_at_the_deadline(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    rig_pass(TIMEOUT);
    rig_answer(rig, "a");
    check_failed(rig, 0, ETIMEDOUT);
    rig_close(rig);
}

/* A kept connection that the server has closed: by `door` 0..3. */
static void close_kept(struct rig *rig, int door)
{
    if (door == 0)
        conn_sent(&rig->conn, -EPIPE);
    else if (door == 1)
        conn_received(&rig->conn, NULL, 0);
    else
        rig_send(rig);
    if (door > 1)
        conn_received(&rig->conn, NULL, door == 2 ? 0 : -ECONNRESET);
}

static void a_request_on_a_closed_connection_is_sent_again(void **state)
{
    for (int door = 0; door < 4; door++) {
        struct rig *rig = *state;
        const struct sample *s;
        uint64_t start;

        tear_down(state);
        set_up(state);
        rig_begin(rig);
        rig_answer(rig, RIG_ANSWER);
        start = rig_now();
        rig_pass(10);
        close_kept(rig, door);
        assert_int_equal(rig->share.totals.retried, 1);
        assert_int_equal(rig->share.totals.failed, 0);
        rig_close(rig);
        assert_int_equal(rig->conn.want, CONN_OPEN);
        assert_true(rig->conn.wake == start + TIMEOUT);
        rig_pass(10);
        rig_answer(rig, RIG_ANSWER);
        s = rig_sample(rig, 1);
        assert_int_equal(s->start, start);
        assert_int_equal(s->done, start + 20);
        assert_int_equal(s->number, 1);
        assert_int_equal(rig->share.totals.ok, 2);
        assert_int_equal(rig->share.totals.opened, 2);
    }
}

static void a_request_is_sent_again_only_once(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    close_kept(rig, 2);
    rig_close(rig);
    rig_open(rig);
    rig_send(rig);
    conn_received(&rig->conn, NULL, 0);
    assert_int_equal(rig_sample(rig, 1)->error, EPROTO);
    assert_int_equal(rig->share.totals.retried, 1);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
}

static void a_half_answer_is_not_asked_for_again(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    rig_answer(rig, "H");
    conn_received(&rig->conn, NULL, -ECONNRESET);
    check_failed(rig, 1, ECONNRESET);
}

static void other_errors_are_not_sent_again(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    rig_send(rig);
    conn_received(&rig->conn, NULL, -EHOSTUNREACH);
    check_failed(rig, 1, EHOSTUNREACH);
}

static void a_close_is_heard_while_thinking(void **state)
{
    struct rig *rig = *state;
    uint64_t due;

    rig->job.think_ns = CLOCK_MS;
    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    due = rig->conn.wake;
    conn_received(&rig->conn, NULL, 0);
    assert_int_equal(rig->share.totals.retried, 1);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_WAIT);
    assert_true(rig->conn.wake == due);
    rig_pass(CLOCK_MS);
    assert_true(conn_woke(&rig->conn));
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig_sample(rig, 1)->due, due);
    assert_int_equal(rig_sample(rig, 1)->start, due);
    assert_int_equal(rig->share.totals.ok, 2);
    assert_int_equal(rig->share.totals.retried, 1);
}

/* Bytes that were not asked for, while thinking or before the request. */
static void unasked_bytes_are_wrong(void **state)
{
    for (int thinking = 0; thinking < 2; thinking++) {
        struct rig *rig = *state;

        tear_down(state);
        set_up(state);
        rig->job.think_ns = thinking ? CLOCK_MS : 0;
        rig_begin(rig);
        rig_answer(rig, RIG_ANSWER);
        assert_int_equal(rig->conn.want, thinking ? CONN_WAIT : CONN_SEND);
        conn_received(&rig->conn, RIG_ANSWER, (ssize_t)strlen(RIG_ANSWER));
        check_failed(rig, 1, EBADMSG);
        assert_int_equal(rig_sample(rig, 1)->bytes, 0);
        rig_close(rig);
    }
}

/* A server may answer before it has read all (RFC 9112 section 9.5), but the
 * rest of the request would be taken for the next one. */
static void an_early_answer_ends_the_connection(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_open(rig);
    conn_sent(&rig->conn, 3);
    conn_received(&rig->conn, RIG_ANSWER, (ssize_t)strlen(RIG_ANSWER));
    assert_int_equal(rig->share.totals.ok, 1);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_int_equal(rig->share.totals.retried, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_connection_is_followed_by_a_pause),
        TEST(an_error_after_opening_is_followed_by_no_pause),
        TEST(errors_come_in_by_every_door),
        TEST(an_error_has_no_bytes_of_the_request_before),
        TEST(the_next_address_is_tried),
        TEST(all_addresses_may_fail),
        TEST(a_deadline_is_no_reason_for_the_next_address),
        TEST(the_deadline_passes_in_every_state),
        TEST(a_trickle_ends_at_the_deadline),
        TEST(a_request_on_a_closed_connection_is_sent_again),
        TEST(a_request_is_sent_again_only_once),
        TEST(a_half_answer_is_not_asked_for_again),
        TEST(other_errors_are_not_sent_again),
        TEST(a_close_is_heard_while_thinking),
        TEST(unasked_bytes_are_wrong),
        TEST(an_early_answer_ends_the_connection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
