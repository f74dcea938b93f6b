/* child: its end, its bounds, and that nothing of it is left. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/affinity.h"
#include "harness/child.h"
#include "harness/clock.h"
#include "harness/lifeline.h"
#include "harness/shared.h"

#define PATIENCE (20 * CLOCK_S)

static const struct cpu_list anywhere;
static volatile sig_atomic_t stop;

static struct child_order order_of(int (*body)(void *), void *data)
{
    return (struct child_order){body, data, &anywhere, PATIENCE};
}

static int return_status(void *data)
{
    return *(int *)data;
}

static int wait_for_ever(void *data)
{
    (void)data;
    while (pause() < 0)
        continue;
    return 0;
}

static int abort_at_once(void *data)
{
    (void)data;
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    return 0;
}

/* Start a process that would outlive this one, and say so. */
static int start_another(void *data)
{
    if (fork() == 0)
        wait_for_ever(NULL);
    return write(*(int *)data, "", 1) == 1 ? wait_for_ever(NULL) : 1;
}

static void end_is_told(void **unused)
{
    int status = 0, wanted = 3;
    struct child_order order = order_of(return_status, &wanted);
    struct child child;
    char text[96];

    (void)unused;
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     0);
    child_describe(status, text, sizeof text);
    assert_string_equal(text, "ended with status 3");
    assert_int_equal(child.pid, 0);
    child_kill(&child); /* allowed: there is none */
}

static void crash_is_told(void **unused)
{
    struct child_order order = order_of(abort_at_once, NULL);
    struct child child;
    char text[96];
    int status = 0;

    (void)unused;
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     0);
    child_describe(status, text, sizeof text);
    assert_memory_equal(text, "was killed by signal ", 21);
}

static void wait_is_bounded(void **unused)
{
    struct child_order order = order_of(wait_for_ever, NULL);
    struct child child;
    int status;

    (void)unused;
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + CLOCK_MS, &stop, &status),
                     -ETIMEDOUT);
    child_kill(&child);
    assert_int_equal(child.pid, 0);
}

static void signal_ends_the_wait(void **unused)
{
    struct child_order order = order_of(wait_for_ever, NULL);
    struct child child;
    int status;

    (void)unused;
    stop = 1;
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     -EINTR);
    child_kill(&child);
    stop = 0;
}

static void alarm_bounds_the_child(void **unused)
{
    struct child_order order = order_of(wait_for_ever, NULL);
    struct child child;
    int status = 0;

    (void)unused;
    order.limit_ns = 1;
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     0);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGALRM);
}

/* A pipe whose writing end is inherited comes to its end when all who have it
 * are gone, reaped or not. */
static bool comes_to_its_end(int fd)
{
    struct pollfd poller = {.fd = fd, .events = POLLIN};

    return poll(&poller, 1, (int)(PATIENCE / CLOCK_MS)) == 1;
}

static void children_of_it_end_too(void **unused)
{
    int ends[2];
    struct child_order order = order_of(start_another, &ends[1]);
    struct child child;
    char byte;

    (void)unused;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(child_start(&child, &order), 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    child_kill(&child);
    assert_true(comes_to_its_end(ends[0]));
    close(ends[0]);
}

/* Start a child and end without having waited for it. */
static int leave_a_child(void *data)
{
    struct child_order order = order_of(wait_for_ever, data);
    struct child child;

    return child_start(&child, &order) < 0;
}

static int bind_to_parent(void *data)
{
    (void)data;
    return lifeline_bind((int)getppid()) == -ENOTSUP;
}

static void child_does_not_outlive_us(void **unused)
{
    struct child_order probe = order_of(bind_to_parent, NULL);
    struct child_order order = order_of(leave_a_child, NULL);
    struct child child;
    int ends[2], status = -1;

    (void)unused;
    assert_int_equal(child_start(&child, &probe), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     0);
    if (status != 0)
        skip();
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(child_start(&child, &order), 0);
    close(ends[1]);
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    close(child.ended);
    assert_int_equal(status, 0);
    assert_true(comes_to_its_end(ends[0]));
    close(ends[0]);
}

static int tell_cpus(void *data)
{
    return affinity_get(data) < 0;
}

static void cpus_are_those_asked_for(void **unused)
{
    struct cpu_list *got = shared_make(sizeof *got), one = {1, {0}}, all;
    struct child_order order = {tell_cpus, got, &one, PATIENCE};
    struct child child;
    int status = -1;

    (void)unused;
    if (affinity_get(&all) < 0)
        skip();
    one.cpus[0] = all.cpus[all.count - 1];
    assert_non_null(got);
    assert_int_equal(child_start(&child, &order), 0);
    assert_int_equal(child_wait(&child, clock_now() + PATIENCE, &stop, &status),
                     0);
    assert_int_equal(status, 0);
    assert_int_equal(got->count, 1);
    assert_int_equal(got->cpus[0], one.cpus[0]);
    shared_free(got, sizeof *got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(end_is_told),
        cmocka_unit_test(crash_is_told),
        cmocka_unit_test(wait_is_bounded),
        cmocka_unit_test(signal_ends_the_wait),
        cmocka_unit_test(alarm_bounds_the_child),
        cmocka_unit_test(children_of_it_end_too),
        cmocka_unit_test(child_does_not_outlive_us),
        cmocka_unit_test(cpus_are_those_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
