/* conn: requests with due times, and answers that are pushed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_conn.h"

#define PUSH(due, sent)                                                       \
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Due: " due "\r\nX-Sent: " sent \
    "\r\n\r\nok"

static const char *const one_url[] = {"http://127.0.0.1:1/a"};
static uint64_t times[] = {100, 200, 250, 1000};
static const struct schedule schedule = {times, 4};

static int set_up(void **state)
{
    static struct rig rig;

    rig_init(&rig, false, one_url, 1);
    rig.job.schedule = &schedule;
    rig.job.requests = 4;
    *state = &rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_free(*state);
    return 0;
}

/* OPEN is wanted before anything is due. */
static void open_ahead(struct rig *rig)
{
    assert_int_equal(rig->conn.want, CONN_OPEN);
    conn_opened(&rig->conn, 0);
}

/* WAIT is wanted, until `at`; it is that late. */
static void wait_until(struct rig *rig, uint64_t at, uint64_t late)
{
    uint64_t started = rig->job.started;

    assert_int_equal(rig->conn.want, CONN_WAIT);
    assert_int_equal(rig->conn.wake - started, at);
    rig_pass(at - 1 - (rig_now() - started));
    assert_false(conn_woke(&rig->conn));
    rig_pass(1 + late);
    assert_true(conn_woke(&rig->conn));
}

static void check_sample(const struct rig *rig, size_t n, uint64_t taken,
                         uint64_t start, uint64_t done)
{
    const struct sample *s = rig_sample(rig, n);
    uint64_t started = rig->job.started;

    assert_int_equal(s->number, n);
    assert_int_equal(s->due - started, times[n]);
    assert_int_equal(s->taken - started, taken);
    assert_int_equal(s->start - started, start);
    assert_int_equal(s->done - started, done);
    assert_int_equal(s->error, 0);
}

/* A connection is open before its request is due; one that was late, or found
 * no free connection, shows it. */
static void requests_start_when_they_are_due(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    open_ahead(rig);
    wait_until(rig, 100, 0);
    rig_pass(10);
    rig_answer(rig, RIG_ANSWER);
    wait_until(rig, 200, 30);
    rig_pass(170);
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig->conn.want, CONN_SEND); /* due since 250 */
    rig_pass(20);
    rig_answer(rig, RIG_ANSWER);
    wait_until(rig, 1000, 0);
    rig_answer(rig, RIG_ANSWER);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    check_sample(rig, 0, 0, 100, 110);
    check_sample(rig, 1, 110, 230, 400);
    check_sample(rig, 2, 400, 400, 420);
    check_sample(rig, 3, 420, 1000, 1000);
}

/* What is not begun at the end is left, and so is what is due after it. */
static void nothing_begins_after_the_end(void **state)
{
    struct rig *rig = *state;

    rig->job.window_ns = 240;
    rig_begin(rig);
    open_ahead(rig);
    wait_until(rig, 100, 0);
    rig_pass(150); /* 250: two are due, and the window is over */
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig->conn.want, CONN_CLOSE);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    assert_int_equal(rig->share.totals.ok, 1);
    assert_int_equal(rig->job.next_number, 1);
}

/* The connect is then part of each request. */
static void a_connection_a_request_is_opened_when_due(void **state)
{
    struct rig *rig = *state;

    rig->job.requests_per_connection = 1;
    rig->job.requests = 1;
    rig_begin(rig);
    wait_until(rig, 100, 5);
    rig_pass(10);
    rig_open(rig);
    rig_answer(rig, "HTTP/1.1 200 OK\r\nConnection: close\r\n"
                    "Content-Length: 2\r\n\r\nok");
    conn_received(&rig->conn, NULL, 0);
    rig_close(rig);
    check_sample(rig, 0, 0, 105, 115);
}

/* A refused connection that was opened ahead fails its request; stamps stay in
 * order, and the next try waits. */
static void a_connect_ahead_may_fail(void **state)
{
    struct rig *rig = *state;
    const struct sample *s;

    rig->job.requests = 2;
    rig_begin(rig);
    rig_pass(20);
    conn_opened(&rig->conn, -ECONNREFUSED);
    rig_close(rig);
    s = rig_sample(rig, 0);
    assert_int_equal(s->error, ECONNREFUSED);
    assert_true(s->due <= s->start && s->start <= s->done);
    /* The next waits 10 ms, although it is due by then, and so does its
     * connect. */
    wait_until(rig, 20 + 10 * CLOCK_MS, 0);
    rig_open(rig);
    rig_answer(rig, RIG_ANSWER);
    check_sample(rig, 1, 20, 20 + 10 * CLOCK_MS, 20 + 10 * CLOCK_MS);
}

static int set_up_push(void **state)
{
    static struct rig rig;

    rig_init(&rig, false, one_url, 1);
    rig.job.pushed = true;
    *state = &rig;
    return 0;
}

/* The clock of a rig begins somewhere above 1000. */
static void pushes_carry_the_servers_stamps(void **state)
{
    struct rig *rig = *state;
    const struct sample *s;

    rig_begin(rig);
    rig_pass(5000);
    rig_answer(rig, PUSH("700", "900"));
    s = rig_sample(rig, 0);
    assert_int_equal(s->error, 0);
    assert_int_equal(s->due, 700);
    assert_int_equal(s->taken, 900);
    assert_int_equal(s->done, rig_now());
    assert_int_equal(rig->conn.want, CONN_SEND);
    /* The same head once more: it is read, not remembered. */
    rig_answer(rig, PUSH("700", "900"));
    assert_int_equal(rig_sample(rig, 1)->taken, 900);
}

static void without_an_event_it_is_over(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, PUSH("0", "900"));
    assert_int_equal(rig_sample(rig, 0)->error, 0);
    assert_int_equal(rig_sample(rig, 0)->due, 0);
    assert_int_equal(rig_sample(rig, 0)->taken, 0);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
}

static void check_wrong(struct rig *rig, const char *answer, int error)
{
    rig_begin(rig);
    rig_answer(rig, answer);
    assert_int_equal(rig->conn.want, CONN_CLOSE);
    assert_int_equal(rig_sample(rig, 0)->error, error);
}

static void stamps_must_be_there(void **state)
{
    check_wrong(*state, RIG_ANSWER, EILSEQ);
}

static void stamps_must_be_numbers(void **state)
{
    check_wrong(*state, PUSH("12x", "900"), EBADMSG);
}

static void stamps_must_be_of_this_clock(void **state)
{
    check_wrong(*state, PUSH("700", "999999999999999"), EILSEQ);
}

int main(void)
{
#define DUE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define PUSHED(test) \
    cmocka_unit_test_setup_teardown(test, set_up_push, tear_down)
    const struct CMUnitTest tests[] = {
        DUE(requests_start_when_they_are_due),
        DUE(nothing_begins_after_the_end),
        DUE(a_connection_a_request_is_opened_when_due),
        DUE(a_connect_ahead_may_fail),
        PUSHED(pushes_carry_the_servers_stamps),
        PUSHED(without_an_event_it_is_over),
        PUSHED(stamps_must_be_there),
        PUSHED(stamps_must_be_numbers),
        PUSHED(stamps_must_be_of_this_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
