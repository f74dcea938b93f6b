/* Every row with loops: connections are spread evenly over 1 to 8 threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/job.h"
#include "tests/support_backends.h"
#include "tests/support_check.h"

enum { CONNECTIONS = 19, THREADS = 8 };

/* How many requests ended in each thread. */
struct spread {
    pthread_mutex_t lock;
    pthread_t threads[CONNECTIONS];
    int requests[CONNECTIONS];
    int count;
};

static void on_done(void *data, const struct sample *sample)
{
    struct spread *s = data;
    int i = 0;

    (void)sample;
    pthread_mutex_lock(&s->lock);
    while (i < s->count && !pthread_equal(s->threads[i], pthread_self()))
        i++;
    if (i == s->count)
        s->threads[s->count++] = pthread_self();
    s->requests[i]++;
    pthread_mutex_unlock(&s->lock);
}

/* As many requests as connections, so that each connection has one: unless a
 * loop has ended one before another has begun. */
static void fetch(const struct backend *backend, int threads, int ms,
                  struct spread *s)
{
    const struct ours *ours = check_server();
    struct target target;
    struct job job;
    char path[32];

    memset(s, 0, sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    snprintf(path, sizeof path, "/delay/%d", ms);
    backends_aim(&target, ours->host, ours->port, path, 128);
    job_init(&job);
    job.targets = &target;
    job.target_count = 1;
    job.connections = CONNECTIONS;
    job.threads = threads;
    job.requests = CONNECTIONS;
    job.timeout_ns = 30 * CLOCK_S;
    job.observer = (struct observer){on_done, NULL, s};
    assert_int_equal(job_run(&job, backend), 0);
    assert_int_equal(job.totals.ok, CONNECTIONS);
    target_free(&target);
    pthread_mutex_destroy(&s->lock);
}

static bool is_even(const struct spread *s, int threads)
{
    if (s->count != threads)
        return false;
    for (int i = 0; i < threads; i++)
        if (s->requests[i] != CONNECTIONS / threads &&
            s->requests[i] != CONNECTIONS / threads + 1)
            return false;
    return true;
}

static void check_spread(const struct backend *backend, const void *unused)
{
    struct spread s;

    (void)unused;
    if (backend->waiting != WAITING_LOOP) {
        print_message("%s: no loops\n", backend->name);
        skip();
    }
    for (int threads = 1; threads <= THREADS; threads++) {
        bool even = false;

        for (int ms = 10; ms <= 1000 && !even; ms *= 10) {
            fetch(backend, threads, ms, &s);
            even = is_even(&s, threads);
        }
        if (!even)
            fail_msg("%s: %d threads, %d of them have ended requests",
                     backend->name, threads, s.count);
    }
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"even spread", check_spread, NULL, false},
    };

    return backends_test("backends: spread", cases,
                         sizeof cases / sizeof *cases, check_setup,
                         check_teardown);
}
