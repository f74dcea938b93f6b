/* The libraries' rows: what each loop really waits by, and SIGPIPE. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/library.h"
#include "harness/backend.h"
#include "harness/job.h"
#include "harness/probe.h"

static const char *const rows[] = {"libev", "libuv", "libevent",
                                   "libevent-raw"};

/* What each of them takes as a reason to wait by something else. */
static const char *const variables[][2] = {
    {"LIBEV_FLAGS", "2"}, {"EVENT_NOEPOLL", "1"}, {"EVENT_NOKQUEUE", "1"}};

static void the_environment_does_not_choose(void **state)
{
    size_t count = sizeof variables / sizeof *variables;
    char before[160], after[160];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct backend *b = backend_find(rows[i]);

        assert_non_null(b);
        if (b->unusable())
            continue;
        assert_int_equal(probe_uses(b, before, sizeof before), 0);
        for (size_t k = 0; k < count; k++)
            setenv(variables[k][0], variables[k][1], 1);
        assert_null(b->unusable());
        assert_int_equal(probe_uses(b, after, sizeof after), 0);
        for (size_t k = 0; k < count; k++)
            unsetenv(variables[k][0]);
        assert_string_equal(before, after);
        assert_non_null(strstr(before, "headers"));
#if defined(__linux__)
        assert_non_null(strstr(before, "over epoll"));
#endif
    }
}

/* A row that a library stands in for says so, and is no reference. */
static void an_emulation_says_so(void **state)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);
    char uses[160];

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (all[i]->unusable())
            continue;
        assert_int_equal(probe_uses(all[i], uses, sizeof uses), 0);
        assert_int_equal(strstr(uses, "emulated by") != NULL, all[i]->emulated);
    }
    assert_false(backend_reference()->emulated);
}

static int write_to_nobody(struct share *share)
{
    int pair[2], result;

    (void)share;
    if (pipe(pair) < 0)
        return -errno;
    close(pair[0]);
    result = write(pair[1], "x", 1) < 0 ? -errno : 0;
    close(pair[1]);
    return result;
}

static void a_peer_that_is_gone_is_an_error(void **state)
{
    struct sigaction after;
    struct job job;

    (void)state;
    signal(SIGPIPE, SIG_DFL);
    for (int threads = 1; threads <= 2; threads++) {
        job_init(&job);
        job.threads = threads;
        assert_int_equal(library_serve(&job, write_to_nobody), -EPIPE);
        assert_int_equal(sigaction(SIGPIPE, NULL, &after), 0);
        assert_true(after.sa_handler == SIG_DFL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_does_not_choose),
        cmocka_unit_test(an_emulation_says_so),
        cmocka_unit_test(a_peer_that_is_gone_is_an_error),
    };

    return cmocka_run_group_tests_name("libraries", tests, NULL, NULL);
}
