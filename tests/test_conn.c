/* conn: what is wanted when, the stamps, and the counts. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_conn.h"

#define CLOSING \
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"

static const char *const one_url[] = {"http://127.0.0.1:1/a"};

static int set_up(void **state)
{
    static struct rig rig;

    rig_init(&rig, false, one_url, 1);
    rig.job.requests = 3;
    *state = &rig;
    return 0;
}

static int tear_down(void **state)
{
    rig_free(*state);
    return 0;
}

static void check_totals(const struct rig *rig, struct totals expected)
{
    const struct totals *t = &rig->share.totals;

    assert_int_equal(t->ok, expected.ok);
    assert_int_equal(t->failed, expected.failed);
    assert_int_equal(t->body_bytes, expected.body_bytes);
    assert_int_equal(t->opened, expected.opened);
    assert_int_equal(t->retried, expected.retried);
    assert_int_equal(rig->conn.served, expected.ok + expected.failed);
}

static void one_request_from_start_to_end(void **state)
{
    struct rig *rig = *state;
    uint64_t start = rig_now();
    const struct sample *s;

    rig->job.requests = 1;
    rig_begin(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_ptr_equal(rig->conn.address, &rig->targets[0].addresses[0]);
    assert_true(rig->conn.wake == CLOCK_NEVER);
    rig_pass(10);
    rig_open(rig);
    assert_int_equal(rig->job.connected, 1);
    assert_true(rig_asks(rig, "GET /a HTTP/1.1\r\nHost: 127.0.0.1:1\r\n"));
    assert_false(rig_asks(rig, "Connection:"));
    rig_pass(10);
    conn_sent(&rig->conn, 5);
    assert_int_equal(rig->conn.want, CONN_SEND);
    assert_memory_equal(rig->conn.out, "a HTTP", 6);
    rig_send(rig);
    rig_pass(10);
    rig_receive(rig, RIG_ANSWER, 10);
    rig_pass(10);
    rig_answer(rig, &RIG_ANSWER[10]);
    rig_pass(10);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    assert_int_equal(rig->job.connected, 0);

    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
    s = rig_sample(rig, 0);
    assert_int_equal(s->due, start);
    assert_int_equal(s->start, start);
    assert_true(s->opened > start && s->opened < start + 30);
    assert_int_equal(s->first, start + 30);
    assert_int_equal(s->done, start + 40);
    assert_int_equal(s->bytes, 2);
    assert_int_equal(s->status, 200);
    assert_int_equal(s->error, 0);
}

static void a_kept_connection_serves_all(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    for (unsigned i = 0; i < 3; i++) {
        rig_answer(rig, RIG_ANSWER);
        assert_int_equal(rig_sample(rig, i)->number, i);
        assert_int_equal(rig_sample(rig, i)->opened > 0, i == 0);
    }
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    check_totals(rig, (struct totals){.ok = 3, .body_bytes = 6, .opened = 1});
    assert_int_equal(rig->job.connected_most, 1);
}

static void eagain_changes_nothing(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_open(rig);
    conn_sent(&rig->conn, -EAGAIN);
    assert_int_equal(rig->conn.want, CONN_SEND);
    rig_send(rig);
    conn_received(&rig->conn, NULL, -EAGAIN);
    assert_int_equal(rig->conn.want, CONN_RECV);
    assert_false(conn_woke(&rig->conn));
    assert_int_equal(rig->conn.want, CONN_RECV);
    rig_answer(rig, RIG_ANSWER);
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void think_time_is_waited(void **state)
{
    struct rig *rig = *state;
    uint64_t done;

    rig->job.think_ns = CLOCK_MS;
    rig_begin(rig);
    rig_pass(10);
    rig_answer(rig, RIG_ANSWER);
    done = rig_now();
    assert_int_equal(rig->conn.want, CONN_WAIT);
    assert_true(rig->conn.wake == done + CLOCK_MS);
    conn_received(&rig->conn, NULL, -EAGAIN);
    rig_pass(CLOCK_MS - 1);
    assert_false(conn_woke(&rig->conn));
    assert_int_equal(rig->conn.want, CONN_WAIT);
    rig_pass(5);
    assert_true(conn_woke(&rig->conn));
    assert_int_equal(rig->conn.want, CONN_SEND);
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig_sample(rig, 1)->due, done + CLOCK_MS);
    assert_int_equal(rig_sample(rig, 1)->start, done + CLOCK_MS + 4);
}

/* A model that serves connections in turn comes to a request some time after
 * it was wanted; from its first step on the start stays. */
static void a_request_starts_when_it_is_reached(void **state)
{
    struct rig *rig = *state;
    uint64_t due = rig_now();

    rig->job.timeout_ns = CLOCK_S;
    rig_begin(rig);
    rig_pass(2 * CLOCK_S);
    conn_reached(&rig->conn);
    assert_true(rig->conn.wake == rig_now() + CLOCK_S);
    rig_open(rig);
    rig_pass(10);
    conn_reached(&rig->conn);
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig_sample(rig, 0)->due, due);
    assert_int_equal(rig_sample(rig, 0)->start, due + 2 * CLOCK_S);
    rig_pass(10);
    conn_reached(&rig->conn);
    conn_sent(&rig->conn, 1);
    rig_pass(10);
    conn_reached(&rig->conn);
    rig_answer(rig, RIG_ANSWER);
    assert_int_equal(rig_sample(rig, 1)->due, due + 2 * CLOCK_S + 10);
    assert_int_equal(rig_sample(rig, 1)->start, due + 2 * CLOCK_S + 20);
}

static void begin_a_pause_past_the_window(struct rig *rig)
{
    rig->job.think_ns = CLOCK_S;
    rig->job.window_ns = CLOCK_S / 2;
    rig->job.guard_ns = CLOCK_S / 4;
    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
}

/* It has no request any more, but is connected as long as the others. */
static void a_pause_past_the_window_ends_with_it(void **state)
{
    struct rig *rig = *state;
    uint64_t end;

    begin_a_pause_past_the_window(rig);
    end = rig->job.edge_at[1] + CLOCK_S / 4;
    assert_int_equal(rig->conn.want, CONN_WAIT);
    assert_int_equal(rig->conn.wake, end);
    rig_pass(end - rig_now() - 1);
    assert_false(conn_woke(&rig->conn));
    rig_pass(1);
    assert_true(conn_woke(&rig->conn));
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void whoever_serves_in_turn_waits_for_no_such_pause(void **state)
{
    struct rig *rig = *state;

    begin_a_pause_past_the_window(rig);
    conn_reached(&rig->conn);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
}

static void a_close_in_the_last_pause_is_no_retry(void **state)
{
    struct rig *rig = *state;

    begin_a_pause_past_the_window(rig);
    conn_received(&rig->conn, NULL, 0);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void a_stopped_job_starts_nothing(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_open(rig);
    job_stop(&rig->job, JOB_ASKED);
    rig_answer(rig, RIG_ANSWER);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_NOTHING);
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void the_server_closes_after_the_last_request(void **state)
{
    struct rig *rig = *state;
    uint64_t done;

    rig->job.requests_per_connection = 2;
    rig->job.timeout_ns = 60 * CLOCK_S;
    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    assert_true(rig_asks(rig, "\r\nConnection: close\r\n\r\n"));
    rig_answer(rig, CLOSING);
    done = rig_now();
    assert_int_equal(rig->conn.want, CONN_RECV);
    assert_true(rig->conn.wake <= done + 10 * CLOCK_S);
    rig_pass(CLOCK_MS);
    conn_received(&rig->conn, NULL, 0);
    assert_int_equal(rig_sample(rig, 1)->done, done);
    rig_close(rig);
    rig_open(rig);
    assert_false(rig_asks(rig, "Connection: close"));
    check_totals(rig, (struct totals){.ok = 2, .body_bytes = 4, .opened = 2});
}

/* What comes after an answer that was the last: result 0 or an errno. */
static void check_linger(struct rig *rig, ssize_t n, int error)
{
    uint64_t done;

    rig_begin(rig);
    rig_answer(rig, CLOSING);
    done = rig_now();
    rig_pass(CLOCK_MS);
    conn_received(&rig->conn, "x", n);
    assert_int_equal(rig_sample(rig, 0)->done, done);
    assert_int_equal(rig_sample(rig, 0)->error, error);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
}

static void a_reset_after_the_last_answer_is_an_end(void **state)
{
    check_linger(*state, -ECONNRESET, 0);
}

static void bytes_after_the_last_answer_are_wrong(void **state)
{
    check_linger(*state, 1, EBADMSG);
}

static void a_server_that_does_not_close_is_left(void **state)
{
    struct rig *rig = *state;
    uint64_t done;

    rig_begin(rig);
    rig_answer(rig, CLOSING);
    done = rig_now();
    assert_true(rig->conn.wake > done && rig->conn.wake != CLOCK_NEVER);
    rig_pass(rig->conn.wake - done);
    assert_true(conn_woke(&rig->conn));
    assert_int_equal(rig_sample(rig, 0)->done, done);
    rig_close(rig);
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void an_answer_until_the_end_needs_no_other_end(void **state)
{
    struct rig *rig = *state;

    rig_begin(rig);
    rig_answer(rig, "HTTP/1.0 200 OK\r\n\r\nok");
    rig_pass(7);
    conn_received(&rig->conn, NULL, 0);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_int_equal(rig_sample(rig, 0)->done, rig_now());
    check_totals(rig, (struct totals){.ok = 1, .body_bytes = 2, .opened = 1});
}

static void several_targets_share_a_connection(void **state)
{
    static const char *const urls[] = {
        "http://127.0.0.1:1/a", "http://127.0.0.1:1/b?c",
        "http://127.0.0.1:2/a-rather-longer-path", "http://[::1]:2/d"};
    struct rig *rig = *state;

    rig_free(rig);
    rig_init(rig, false, urls, 4);
    rig->job.requests = 5;
    rig_begin(rig);
    rig_answer(rig, RIG_ANSWER);
    assert_true(rig_asks(rig, "GET /b?c HTTP/1.1\r\nHost: 127.0.0.1:1\r\n"));
    rig_answer(rig, RIG_ANSWER);
    for (int i = 2; i < 4; i++) {
        rig_close(rig);
        assert_int_equal(rig->conn.want, CONN_OPEN);
        assert_ptr_equal(rig->conn.address, &rig->targets[i].addresses[0]);
        rig_open(rig);
        assert_true(rig_asks(rig, i == 2 ? "GET /a-rather-longer-path HTTP/1.1"
                                           "\r\nHost: 127.0.0.1:2\r\n\r\n"
                                         : "GET /d HTTP/1.1\r\n"
                                           "Host: [::1]:2\r\n\r\n"));
        rig_answer(rig, RIG_ANSWER);
    }
    rig_close(rig);
    rig_open(rig);
    assert_true(rig_asks(rig, "GET /a HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"));
    check_totals(rig, (struct totals){.ok = 4, .body_bytes = 8, .opened = 4});
}

/* The same server under another address list: an index that was good for the
 * one may be none of the other. */
static void an_address_index_stays_inside_its_target(void **state)
{
    static const char *const urls[] = {"http://127.0.0.1:1/a",
                                       "http://127.0.0.1:1/b"};
    struct rig *rig = *state;

    rig_free(rig);
    rig_init(rig, false, urls, 2);
    rig->targets[0].addresses[1] = rig->targets[0].addresses[0];
    rig->targets[0].address_count = 2;
    rig_begin(rig);
    conn_opened(&rig->conn, -ECONNREFUSED);
    rig_close(rig);
    rig_answer(rig, "HTTP/1.0 200 OK\r\n\r\n");
    conn_received(&rig->conn, NULL, 0);
    rig_close(rig);
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_ptr_equal(rig->conn.address, &rig->targets[1].addresses[0]);
}

static void note_done(void *data, const struct sample *sample)
{
    char *story = data;

    story[strlen(story)] = sample->error ? '!' : '.';
}

static void note_body(void *data, uint32_t number, const char *bytes, size_t n)
{
    char *story = data;

    story[strlen(story)] = (char)('0' + number);
    memcpy(story + strlen(story), bytes, n);
}

static void an_observer_sees_bodies_and_ends(void **state)
{
    char story[64] = "";
    struct rig *rig = *state;

    rig->job.observer = (struct observer){note_done, note_body, story};
    rig_begin(rig);
    rig_answer(rig, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
    rig_answer(rig, "b");
    rig_answer(rig, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "1\r\nc\r\n2\r\nde\r\n0\r\n\r\n");
    rig_answer(rig, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nf");
    conn_received(&rig->conn, NULL, 0);
    assert_string_equal(story, "0a0b.1c1de.2f!");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_request_from_start_to_end),
        TEST(a_kept_connection_serves_all),
        TEST(eagain_changes_nothing),
        TEST(think_time_is_waited),
        TEST(a_request_starts_when_it_is_reached),
        TEST(a_pause_past_the_window_ends_with_it),
        TEST(whoever_serves_in_turn_waits_for_no_such_pause),
        TEST(a_close_in_the_last_pause_is_no_retry),
        TEST(a_stopped_job_starts_nothing),
        TEST(the_server_closes_after_the_last_request),
        TEST(a_reset_after_the_last_answer_is_an_end),
        TEST(bytes_after_the_last_answer_are_wrong),
        TEST(a_server_that_does_not_close_is_left),
        TEST(an_answer_until_the_end_needs_no_other_end),
        TEST(several_targets_share_a_connection),
        TEST(an_address_index_stays_inside_its_target),
        TEST(an_observer_sees_bodies_and_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
