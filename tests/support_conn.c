#include "tests/support_conn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"

static uint64_t now_ns;

uint64_t rig_now(void)
{
    return now_ns;
}

void rig_pass(uint64_t ns)
{
    now_ns += ns;
}

void rig_init(struct rig *rig, bool token, const char *const *urls, int count)
{
    char error[256];

    now_ns = 1000 * CLOCK_S;
    memset(rig, 0, sizeof *rig);
    job_init(&rig->job);
    for (int i = 0; i < count; i++)
        if (target_init(&rig->targets[i], urls[i], token, error, sizeof error) <
            0)
            fail_msg("%s", error);
    rig->job.targets = rig->targets;
    rig->job.target_count = count;
    rig->job.now = rig_now;
    rig->job.samples = rig->samples;
    rig->job.sample_count = RIG_SAMPLES;
}

static int run_nothing(struct job *job)
{
    (void)job;
    return 0;
}

void rig_begin(struct rig *rig)
{
    const struct backend nothing = {.run = run_nothing};

    assert_int_equal(job_run(&rig->job, &nothing), 0);
    share_begin(&rig->share, &rig->job, 0, 1);
    assert_int_equal(conn_init(&rig->conn, &rig->share), 0);
}

void rig_free(struct rig *rig)
{
    conn_free(&rig->conn);
    for (int i = 0; i < rig->job.target_count; i++)
        target_free(&rig->targets[i]);
}

void rig_open(struct rig *rig)
{
    assert_int_equal(rig->conn.want, CONN_OPEN);
    assert_non_null(rig->conn.address);
    conn_opened(&rig->conn, 0);
    assert_int_equal(rig->conn.want, CONN_SEND);
}

void rig_send(struct rig *rig)
{
    assert_int_equal(rig->conn.want, CONN_SEND);
    conn_sent(&rig->conn, (ssize_t)rig->conn.out_length);
    assert_int_equal(rig->conn.want, CONN_RECV);
}

void rig_receive(struct rig *rig, const char *bytes, size_t n)
{
    if (rig->conn.want == CONN_OPEN)
        rig_open(rig);
    if (rig->conn.want == CONN_SEND)
        rig_send(rig);
    assert_int_equal(rig->conn.want, CONN_RECV);
    conn_received(&rig->conn, bytes, (ssize_t)n);
}

void rig_answer(struct rig *rig, const char *text)
{
    rig_receive(rig, text, strlen(text));
}

void rig_close(struct rig *rig)
{
    assert_int_equal(rig->conn.want, CONN_CLOSE);
    assert_true(rig->conn.wake == CLOCK_NEVER);
    conn_closed(&rig->conn);
}

bool rig_asks(const struct rig *rig, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i + n <= rig->conn.out_length; i++)
        if (memcmp(rig->conn.out + i, text, n) == 0)
            return true;
    return false;
}

const struct sample *rig_sample(const struct rig *rig, size_t n)
{
    assert_true(n < RIG_SAMPLES && rig->samples[n].done > 0);
    return &rig->samples[n];
}
