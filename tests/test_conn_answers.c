/* conn: which answers are right, and what is said of the wrong ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_conn.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OK "HTTP/1.1 200 OK\r\n"

static const char *const one_url[] = {"http://127.0.0.1:1/a"};

/* A request's token, as it stands in what is to be sent. */
static const char *token_of(const struct rig *rig)
{
    assert_int_equal(rig->conn.want, CONN_SEND);
    assert_true(rig_asks(rig, "\r\n" ANSWER_TOKEN_HEADER ": "));
    return rig->conn.out + rig->targets[0].again.token_at;
}

static void check_answer(const char *text, bool ends, bool ok_only, int error,
                         int status, uint64_t bytes)
{
    struct rig rig;
    const struct sample *s;

    rig_init(&rig, false, one_url, 1);
    rig.job.requests = 1;
    rig.job.ok_only = ok_only;
    rig_begin(&rig);
    rig_answer(&rig, text);
    if (ends && rig.conn.want == CONN_RECV)
        conn_received(&rig.conn, NULL, 0);
    s = rig_sample(&rig, 0);
    if (s->error != error || s->status != status || s->bytes != bytes)
        fail_msg("%s: error %d, status %d, %u bytes", text, s->error, s->status,
                 (unsigned)s->bytes);
    assert_int_equal(rig.share.totals.ok, error == 0);
    assert_int_equal(rig.share.totals.failed, error != 0);
    assert_int_equal(rig.share.totals.body_bytes, error == 0 ? bytes : 0);
    rig_close(&rig);
    assert_int_equal(rig.conn.want, CONN_NOTHING);
    rig_free(&rig);
}

static void answers_and_their_errors(void **unused)
{
    static const struct {
        const char *text;
        bool ends, ok_only;
        int error, status;
        uint64_t bytes;
    } answers[] = {
        {OK "Content-Length: 2\r\n\r\nok", false, true, 0, 200, 2},
        {OK "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", false,
         true, 0, 200, 1},
        {OK "\r\nabc", true, true, 0, 200, 3},
        {"HTTP/1.1 204 No Content\r\n\r\n", false, true, 0, 204, 0},
        {"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 203 OK\r\nContent-Length: 0\r\n\r\n",
         false, true, 0, 203, 0},
        {"HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx", false, false, 0, 404,
         1},
        {"HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx", false, true, ENOMSG,
         404, 1},
        {"HTTP/1.1 304 No\r\n\r\n", false, true, ENOMSG, 304, 0},
        {"SSH-2.0-OpenSSH\r\n", false, false, EBADMSG, 0, 0},
        {"SSH-2.0-OpenSSH", true, false, EBADMSG, 0, 0},
        {OK "Content-Length: x\r\n", false, false, EBADMSG, 200, 0},
        {OK "Content-Length: 2\r\n\r\nokay", false, false, EBADMSG, 200, 2},
        {OK "Content-Length: 9\r\n\r\nok", true, false, EPROTO, 200, 2},
        {OK "Conte", true, false, EPROTO, 200, 0},
        {"HTTP/1.1 2", true, false, EPROTO, 0, 0},
        {"", true, false, EPROTO, 0, 0},
        {"HTTP/1.1 100 C\r\n\r\n", true, false, EPROTO, 0, 0},
        {"HTTP/1.1 100 C\r\nA", true, false, EPROTO, 0, 0},
        {OK "Transfer-Encoding: chunked\r\n\r\n5\r\nab", true, false, EPROTO,
         200, 2},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(answers); i++)
        check_answer(answers[i].text, answers[i].ends, answers[i].ok_only,
                     answers[i].error, answers[i].status, answers[i].bytes);
}

static void a_head_too_long_is_refused(void **unused)
{
    size_t n = HTTP_HEAD_MAX;
    char *text = malloc(n + sizeof OK);

    (void)unused;
    assert_non_null(text);
    memset(text, 'x', n + sizeof OK);
    memcpy(text, OK, sizeof OK - 1);
    text[n + sizeof OK - 1] = '\0';
    check_answer(text, false, false, EMSGSIZE, 200, 0);
    free(text);
}

/* Answer the request under way with `token` and `length` bytes of `body`, in
 * pieces of `piece` bytes. */
static void answer(struct rig *rig, const char *token, const char *body,
                   size_t length, size_t piece)
{
    char head[ANSWER_HEAD_MAX];
    size_t n = answer_head(head, length, token, 0);
    uint64_t served = rig->conn.served;

    rig_receive(rig, head, n);
    for (size_t at = 0; at < length && rig->conn.served == served;) {
        n = length - at < piece ? length - at : piece;
        rig_receive(rig, body + at, n);
        at += n;
    }
    assert_int_equal(rig->conn.served, served + 1);
}

static void every_request_has_a_token_of_its_own(void **unused)
{
    char before[ANSWER_TOKEN_LENGTH] = "", token[ANSWER_TOKEN_LENGTH];
    struct rig rig;

    (void)unused;
    rig_init(&rig, true, one_url, 1);
    rig.job.requests_per_connection = 7;
    rig_begin(&rig);
    for (int i = 0; i < 20; i++) {
        if (rig.conn.want == CONN_RECV)
            conn_received(&rig.conn, NULL, 0);
        if (rig.conn.want == CONN_CLOSE)
            rig_close(&rig);
        if (rig.conn.want == CONN_OPEN)
            rig_open(&rig);
        memcpy(token, token_of(&rig), sizeof token);
        for (size_t k = 0; k < sizeof token; k++)
            assert_non_null(strchr("0123456789abcdef", token[k]));
        assert_memory_not_equal(token, before, sizeof token);
        memcpy(before, token, sizeof token);
        if (i % 7 == 6)
            rig_receive(&rig, RIG_ANSWER, 0);
        else
            answer(&rig, token, "", 0, 1);
    }
    rig_free(&rig);
}

static void check_token(const char *wrong, int error)
{
    char token[ANSWER_TOKEN_LENGTH];
    struct rig rig;

    rig_init(&rig, true, one_url, 1);
    rig_begin(&rig);
    rig_open(&rig);
    memcpy(token, token_of(&rig), sizeof token);
    answer(&rig, wrong ? wrong : token, "", 0, 1);
    assert_int_equal(rig_sample(&rig, 0)->error, error);
    assert_int_equal(rig.conn.want, error ? CONN_CLOSE : CONN_SEND);
    rig_free(&rig);
}

static void a_token_is_compared(void **unused)
{
    (void)unused;
    check_token(NULL, 0);
    check_token("0123456789abcdef", EILSEQ);
}

static void a_missing_token_is_wrong(void **unused)
{
    struct rig rig;

    (void)unused;
    rig_init(&rig, true, one_url, 1);
    rig_begin(&rig);
    rig_answer(&rig, RIG_ANSWER);
    assert_int_equal(rig_sample(&rig, 0)->error, EILSEQ);
    rig_free(&rig);
}

/* A body of `sent` bytes where `length` are expected, byte `wrong` not as it
 * should be; SIZE_MAX: none. */
static void check_body(size_t length, size_t sent, size_t piece, size_t wrong,
                       int error)
{
    char *body = malloc(sent + 1);
    struct rig rig;

    assert_non_null(body);
    for (size_t i = 0; i < sent; i++)
        body[i] = answer_pattern()[i % ANSWER_PERIOD];
    if (wrong < sent)
        body[wrong] ^= 1;
    rig_init(&rig, false, one_url, 1);
    target_expect_pattern(&rig.targets[0], length);
    rig_begin(&rig);
    answer(&rig, NULL, body, sent, piece);
    if (rig_sample(&rig, 0)->error != error)
        fail_msg("%zu of %zu bytes in pieces of %zu, wrong at %zu: error %d",
                 sent, length, piece, wrong, rig_sample(&rig, 0)->error);
    rig_free(&rig);
    free(body);
}

static void bodies_are_compared(void **unused)
{
    static const size_t lengths[] = {0,
                                     1,
                                     128,
                                     ANSWER_PERIOD - 1,
                                     ANSWER_PERIOD,
                                     ANSWER_PERIOD + 1,
                                     2 * ANSWER_PERIOD,
                                     3 * ANSWER_PERIOD + 100};
    static const size_t pieces[] = {1,     1000,  4096,   65535,
                                    65536, 65537, 1 << 20};

    (void)unused;
    for (size_t i = 0; i < COUNT(lengths); i++)
        for (size_t k = 0; k < COUNT(pieces); k++) {
            size_t n = lengths[i], piece = pieces[k];

            check_body(n, n, piece, SIZE_MAX, 0);
            check_body(n, n + 1, piece, SIZE_MAX, EILSEQ);
            if (n == 0)
                continue;
            check_body(n, n - 1, piece, SIZE_MAX, EILSEQ);
            check_body(n, n, piece, 0, EILSEQ);
            check_body(n, n, piece, n / 2, EILSEQ);
            check_body(n, n, piece, n - 1, EILSEQ);
        }
}

/* Nothing is compared with what lies behind the expected body. */
static void a_body_too_long_is_noticed_at_once(void **unused)
{
    char head[ANSWER_HEAD_MAX];
    struct rig rig;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    target_expect_pattern(&rig.targets[0], 100);
    rig_begin(&rig);
    rig_receive(&rig, head, answer_head(head, 200, NULL, 0));
    rig_receive(&rig, answer_pattern(), 100);
    assert_int_equal(rig.conn.want, CONN_RECV);
    rig_receive(&rig, answer_pattern() + 100, 1);
    assert_int_equal(rig.conn.want, CONN_CLOSE);
    assert_int_equal(rig_sample(&rig, 0)->error, EILSEQ);
    rig_free(&rig);
}

/* Two bodies after each other: each starts at the pattern's beginning. */
static void every_body_starts_anew(void **unused)
{
    struct rig rig;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    target_expect_pattern(&rig.targets[0], 100);
    rig_begin(&rig);
    for (int i = 0; i < 3; i++)
        answer(&rig, NULL, answer_pattern(), 100, 7);
    assert_int_equal(rig.share.totals.ok, 3);
    assert_int_equal(rig.share.totals.body_bytes, 300);
    rig_free(&rig);
}

static void errors_have_words(void **unused)
{
    static const int errors[] = {EBADMSG, EMSGSIZE,  EPROTO,      EILSEQ,
                                 ENOMSG,  ETIMEDOUT, ECONNREFUSED};

    (void)unused;
    for (size_t i = 0; i < COUNT(errors); i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(conn_error(errors[i]),
                                    conn_error(errors[k]));
    assert_string_equal(conn_error(ECONNREFUSED), strerror(ECONNREFUSED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_and_their_errors),
        cmocka_unit_test(a_head_too_long_is_refused),
        cmocka_unit_test(every_request_has_a_token_of_its_own),
        cmocka_unit_test(a_token_is_compared),
        cmocka_unit_test(a_missing_token_is_wrong),
        cmocka_unit_test(bodies_are_compared),
        cmocka_unit_test(a_body_too_long_is_noticed_at_once),
        cmocka_unit_test(every_body_starts_anew),
        cmocka_unit_test(errors_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
