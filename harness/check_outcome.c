#include "check_outcome.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "backend.h"
#include "backends/sanitizer.h"
#include "conn.h"

/* What is the machine's doing; "" when there is nothing of it. */
static void write_losses(const struct outcome *o, char *text, size_t size)
{
    *text = '\0';
    if (o->turned_away > 0 && o->turned_away != METER_NONE)
        snprintf(text, size,
                 "; the machine's listen queues overflowed %" PRIu64
                 " times meanwhile",
                 o->turned_away);
}

/* The counts, and the first sample that failed: one line. */
static void describe(const struct outcome *o, char *text, size_t size)
{
    const struct job *job = &o->job;
    char losses[96];
    int n;

    write_losses(o, losses, sizeof losses);
    n = snprintf(text, size,
                 "%d connections in %d threads: ok %" PRIu64 ", failed %" PRIu64
                 ", opened %" PRIu64 ", retried %" PRIu64 ", %zu samples%s",
                 job->connections, job->threads, job->totals.ok,
                 job->totals.failed, job->totals.opened, job->totals.retried,
                 o->sample_count, losses);

    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        if (s->error == 0 || n < 0 || (size_t)n >= size)
            continue;
        snprintf(text + n, size - (size_t)n,
                 "; request %u: %s, status %d, after %" PRIu64 " us",
                 (unsigned)s->number, conn_error(s->error), s->status,
                 (s->done - s->start) / CLOCK_US);
        return;
    }
}

void outcome_expect(const struct outcome *o, const char *what, uint64_t is,
                    uint64_t low, uint64_t high)
{
    char counts[400], wanted[64];

    if (is >= low && is <= high)
        return;
    if (low == high)
        snprintf(wanted, sizeof wanted, "%" PRId64, (int64_t)low);
    else if (high == UINT64_MAX)
        snprintf(wanted, sizeof wanted, "%" PRId64 " or more", (int64_t)low);
    else
        snprintf(wanted, sizeof wanted, "%" PRId64 " to %" PRId64, (int64_t)low,
                 (int64_t)high);
    describe(o, counts, sizeof counts);
    check_fail(o->trial.check, "%s: %" PRId64 ", expected %s (%s)", what,
               (int64_t)is, wanted, counts);
}

void outcome_expect_same(const struct outcome *o, const char *what, uint64_t is,
                         uint64_t wanted)
{
    outcome_expect(o, what, is, wanted, wanted);
}

static void expect(const struct outcome *o, const char *what, bool is)
{
    char counts[400];

    if (is)
        return;
    describe(o, counts, sizeof counts);
    check_fail(o->trial.check, "%s (%s)", what, counts);
}

static void tell_hang(const struct outcome *o)
{
    const struct job *job = &o->job;
    unsigned seconds = o->trial.check->patience_s;
    char losses[96];

    write_losses(o, losses, sizeof losses);
    if (o->trial.large)
        check_fail(o->trial.check,
                   "it hung: it got no further for %u s, with %d of %d "
                   "connections open and %" PRIu64 " of %" PRIu64
                   " requests begun%s",
                   seconds, atomic_load(&job->connected), job->connections,
                   atomic_load(&job->next_number), job->requests, losses);
    else
        check_fail(o->trial.check,
                   "it hung: ended after %u s, with %d connections in %d "
                   "threads%s",
                   seconds, job->connections, job->threads, losses);
}

static void expect_end(const struct outcome *o)
{
    int status = o->status;
    struct check *c = o->trial.check;

    if (status == 0)
        return;
    if (status < 0)
        check_skip(c, "no process for it: %s", strerror(-status));
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        tell_hang(o);
    else if (WIFSIGNALED(status))
        check_fail(c, "its process was killed by signal %d (%s)",
                   WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        check_fail(c, "its process ended with status %d", WEXITSTATUS(status));
}

static void expect_result(const struct outcome *o, const char *what, int result)
{
    if (result < 0)
        check_fail(o->trial.check, "%s ended with an error: %s", what,
                   strerror(-result));
}

static void expect_stamps(const struct outcome *o, const struct sample *s)
{
    expect(o, "a request started before it was due", s->start >= s->due);
    expect(o, "a request ended before its start", s->done >= s->start);
    expect(o, "a first byte came before the start, or after the end",
           s->first == 0 || (s->first >= s->start && s->first <= s->done));
    if (s->error == 0)
        expect(o, "a good answer has no status or no first byte",
               s->status >= 200 && s->first > 0);
}

void outcome_expect_clean(const struct outcome *o)
{
    expect_end(o);
    expect_result(o, "a run without requests", o->idle_result);
    outcome_expect_same(o, "descriptors left open",
                        (uint64_t)o->descriptors_lost, 0);
    if (o->threads_lost > 0)
        outcome_expect_same(o, "threads left behind", (uint64_t)o->threads_lost,
                            0);
    expect(o, "a process was left behind", !o->children_lost);
}

static void expect_connections(const struct outcome *o)
{
    outcome_expect_same(o, "connections left open", (uint64_t)o->job.connected,
                        0);
    outcome_expect(o, "connections at once", (uint64_t)o->job.connected_most, 0,
                   (uint64_t)o->job.connections);
}

static void expect_samples(const struct outcome *o)
{
    uint64_t failed = 0, bytes = 0;

    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        outcome_expect_same(o, "number of a sample", s->number, i);
        expect_stamps(o, s);
        failed += s->error != 0;
        bytes += s->error == 0 ? s->bytes : 0;
    }
    outcome_expect_same(o, "failed", o->job.totals.failed, failed);
    outcome_expect_same(o, "ok", o->job.totals.ok, o->sample_count - failed);
    outcome_expect_same(o, "body bytes", o->job.totals.body_bytes, bytes);
}

void outcome_expect_sound(const struct outcome *o)
{
    outcome_expect_clean(o);
    expect_result(o, "the run", o->result);
    expect_connections(o);
    if (!o->trial.no_samples)
        expect_samples(o);
}

void outcome_expect_sample(const struct outcome *o, const struct sample *s,
                           int error, int status)
{
    char got[64];

    if (s->error != error) {
        snprintf(got, sizeof got, "%s",
                 s->error ? conn_error(s->error) : "a good answer");
        check_fail(o->trial.check,
                   "request %u: %s (errno %d), expected: %s (errno %d)",
                   (unsigned)s->number, got, s->error,
                   error ? conn_error(error) : "a good answer", error);
    }
    outcome_expect_same(o, "status", (uint64_t)s->status, (uint64_t)status);
}

void outcome_expect_all(const struct outcome *o, int error, int status)
{
    for (size_t i = 0; i < o->sample_count; i++)
        outcome_expect_sample(o, &o->samples[i], error, status);
}

void outcome_expect_failed(const struct outcome *o, int error)
{
    for (size_t i = 0; i < o->sample_count; i++)
        if (o->samples[i].error != 0)
            outcome_expect_sample(o, &o->samples[i], error,
                                  o->samples[i].status);
}

void outcome_expect_alike(const struct outcome *o, uint64_t count, int error,
                          int status)
{
    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, count);
    outcome_expect_all(o, error, status);
}

void outcome_expect_idle(const struct outcome *o)
{
    outcome_expect(o, "elapsed time, us", o->elapsed_ns / CLOCK_US,
                   100 * CLOCK_MS / CLOCK_US, UINT64_MAX);
#if !defined(SANITIZER_THREAD)
    if (o->trial.backend->spins != 1)
        outcome_expect(o, "CPU time, us", o->cpu_ns / CLOCK_US, 0,
                       o->elapsed_ns / 2 / CLOCK_US);
#endif
}
