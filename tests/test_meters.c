/* calls, tasks, platform: what is counted of processes whose work is known. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/calls.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/meter.h"
#include "harness/platform.h"
#include "harness/tasks.h"

enum { CALLS = 500 };

/* Exit status of a child that found what it should. */
enum { RIGHT, WRONG, NOT_HERE = 77 };

static int in_child(int (*body)(void))
{
    pid_t pid = fork();
    int status;

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(body());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect_right(int status)
{
    if (status == NOT_HERE)
        skip();
    assert_int_equal(status, RIGHT);
}

static void *call(void *unused)
{
    for (int i = 0; i < CALLS; i++)
        getppid();
    return unused;
}

/* This thread, another one and a child of a child: all are counted. */
static int count_calls(void)
{
    int fd = calls_open(), status;
    uint64_t before, after;
    pthread_t thread;
    pid_t pid;

    if (fd < 0)
        return NOT_HERE;
    before = calls_count(fd);
    call(NULL);
    if (pthread_create(&thread, NULL, call, NULL) != 0)
        return WRONG;
    pthread_join(thread, NULL);
    pid = fork();
    if (pid == 0) {
        call(NULL);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    after = calls_count(fd);
    /* Starting a thread and a process takes some as well. */
    return after - before >= 3 * CALLS && after - before < 4 * CALLS ? RIGHT
                                                                     : WRONG;
}

static void calls_are_counted_with_all_that_come_of_it(void **unused)
{
    (void)unused;
    expect_right(in_child(count_calls));
}

static int be_nobody(void)
{
    char reason[256] = "";
    int fd;

    if (getuid() != 0 || setuid(65534) < 0)
        return NOT_HERE;
    fd = calls_open();
    calls_refused(reason, sizeof reason);
    /* A machine may allow it to everybody. */
    if (fd >= 0)
        return *reason == '\0' ? RIGHT : WRONG;
    return *reason != '\0' && calls_count(fd) == METER_NONE ? RIGHT : WRONG;
}

static void a_refusal_has_a_reason(void **unused)
{
    (void)unused;
    expect_right(in_child(be_nobody));
}

static void what_is_told_and_what_is_done_agree(void **unused)
{
    char reason[256];
    int fd = calls_open();

    (void)unused;
    calls_refused(reason, sizeof reason);
    assert_int_equal(fd >= 0, *reason == '\0');
    assert_true(calls_count(-1) == METER_NONE);
    if (fd >= 0)
        close(fd);
}

/* Two children: one that works, one that sleeps. */
static _Noreturn void work(void)
{
    volatile unsigned n = 0;

    for (;;)
        n++;
}

static pid_t start(bool busy)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        if (busy)
            work();
        for (;;)
            pause();
    }
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void work_and_sleep_are_told_apart(void **unused)
{
    pid_t busy = start(true), idle = start(false);
    uint64_t used, slept;
    int tries = 0;

    (void)unused;
    do {
        clock_sleep_until(clock_now() + 10 * CLOCK_MS);
        used = meter_cpu_of(busy);
    } while (used != METER_NONE && used < 20 * CLOCK_MS && ++tries < 1000);
    slept = meter_cpu_of(idle);
    end(busy);
    end(idle);
    if (used == METER_NONE)
        skip();
    assert_true(used >= 20 * CLOCK_MS);
    assert_true(slept < 10 * CLOCK_MS);
}

static _Atomic bool stop;

static void *spin(void *unused)
{
    while (!atomic_load(&stop))
        continue;
    return unused;
}

/* A thread that works beside one that waits for it is the hottest. */
static int find_hottest(void)
{
    struct tasks before, after;
    pthread_t thread;
    uint64_t hottest = 0, all = 0, whole = CLOCK_S;

    if (pthread_create(&thread, NULL, spin, NULL) != 0)
        return WRONG;
    if (tasks_read(&before, (int)getpid()) < 0)
        return NOT_HERE;
    for (int i = 0; i < 1000 && hottest < 20 * CLOCK_MS; i++) {
        clock_sleep_until(clock_now() + 10 * CLOCK_MS);
        if (tasks_read(&after, (int)getpid()) < 0)
            return WRONG;
        hottest = tasks_hottest(&before, &after);
    }
    /* A running thread's figure is as old as its last tick; this thread may
     * have waited for a CPU between the two readings. */
    for (int i = 0; i < 100 && whole - all > 100 * CLOCK_MS; i++) {
        all = tasks_cpu((int)getpid());
        whole = meter_cpu_of((int)getpid());
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    return after.count >= 2 && hottest >= 20 * CLOCK_MS && hottest <= all &&
                   all <= whole && whole - all <= 100 * CLOCK_MS
               ? RIGHT
               : WRONG;
}

static void the_hottest_thread_is_found(void **unused)
{
    (void)unused;
    expect_right(in_child(find_hottest));
}

static void tasks_of_nobody_are_an_error(void **unused)
{
    struct tasks tasks, none = {.count = 0};

    (void)unused;
    assert_true(tasks_read(&tasks, 0) < 0);
    assert_true(tasks_cpu(0) == METER_NONE);
    assert_true(tasks_hottest(&none, &none) == METER_NONE);
}

/* Started again under another id, a thread is another one. */
static void only_threads_of_both_readings_count(void **unused)
{
    struct tasks before = {.count = 2}, after = {.count = 2};

    (void)unused;
    before.all[0].id = 1, before.all[0].cpu_ns = 100;
    before.all[1].id = 2, before.all[1].cpu_ns = 500;
    after.all[0].id = 3, after.all[0].cpu_ns = 9000;
    after.all[1].id = 1, after.all[1].cpu_ns = 130;
    assert_int_equal(tasks_hottest(&before, &after), 30);
}

static void a_group_is_found(void **unused)
{
    pid_t leader = start(false), other;
    int pids[4], count;

    (void)unused;
    setpgid(leader, leader);
    other = start(false);
    setpgid(other, leader);
    count = tasks_group(leader, pids, 4);
    assert_int_equal(tasks_group(leader, pids, 1), count < 0 ? count : -E2BIG);
    end(other);
    end(leader);
    if (count == -ENOENT)
        skip();
    assert_int_equal(count, 2);
}

static void the_platform_only_counts_up(void **unused)
{
    struct platform before, after;
    struct network_losses lost, later;
    char reason[256];

    (void)unused;
    platform_read(&before);
    platform_read(&after);
    platform_subtract(&after, &before);
    network_losses_read(&lost);
    network_losses_read(&later);
    network_losses_subtract(&later, &lost);
    platform_refused(reason, sizeof reason);
    assert_int_equal(*reason == '\0', before.busy_ns != METER_NONE);
    assert_int_equal(*reason == '\0', after.steal_ns != METER_NONE);
    assert_true(after.busy_ns == METER_NONE || after.busy_ns < 3600 * CLOCK_S);
    platform_refused_throttling(reason, sizeof reason);
    assert_int_equal(*reason == '\0', after.throttled != METER_NONE);
    network_losses_refused(reason, sizeof reason);
    assert_int_equal(*reason == '\0', later.listen_overflows != METER_NONE);
}

static void what_one_reading_lacks_is_unknown(void **unused)
{
    struct platform p = {5, METER_NONE, 7, 9}, less = {2, 1, METER_NONE, 9};

    (void)unused;
    platform_subtract(&p, &less);
    assert_int_equal(p.busy_ns, 3);
    assert_true(p.steal_ns == METER_NONE);
    assert_true(p.throttled == METER_NONE);
    assert_int_equal(p.throttled_ns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_counted_with_all_that_come_of_it),
        cmocka_unit_test(a_refusal_has_a_reason),
        cmocka_unit_test(what_is_told_and_what_is_done_agree),
        cmocka_unit_test(work_and_sleep_are_told_apart),
        cmocka_unit_test(the_hottest_thread_is_found),
        cmocka_unit_test(tasks_of_nobody_are_an_error),
        cmocka_unit_test(only_threads_of_both_readings_count),
        cmocka_unit_test(a_group_is_found),
        cmocka_unit_test(the_platform_only_counts_up),
        cmocka_unit_test(what_one_reading_lacks_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
