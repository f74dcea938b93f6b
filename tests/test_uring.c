/* tsan */
/* The rows over io_uring: rings that are too small for what is asked of them,
 * deadlines and cancels, the CPU time of SQPOLL's thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#if !HAVE_LIBURING

int main(void)
{
    return 77;
}

#else

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backends/completion.h"
#include "backends/uring_check.h"
#include "backends/uring_scheduler.h"
#include "backends/uring_task.h"
#include "harness/backend.h"
#include "harness/check_origin.h"
#include "harness/check_outcome.h"
#include "harness/check_trial.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/meter.h"
#include "tests/support_backends.h"
#include "tests/support_check.h"

#define DEFERRED (IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)

/* Two entries and four results: handed over early all the time, and results
 * that do not fit are kept by the kernel. */
static const struct uring_kind small_plain = {
    .receive = URING_OWN_BUFFER, .entries = 2, .results = 4};
static const struct uring_kind small_multishot = {
    .flags = DEFERRED, .receive = URING_MULTISHOT, .entries = 2, .results = 4};
static const struct uring_kind small_sqpoll = {
    .flags = IORING_SETUP_SQPOLL | IORING_SETUP_SINGLE_ISSUER,
    .idle_ms = 10,
    .receive = URING_MULTISHOT,
    .entries = 2,
    .results = 4};
/* One buffer for all: most receives find none. */
static const struct uring_kind few_buffers = {
    .flags = DEFERRED, .receive = URING_MULTISHOT, .buffers = 1};

#define ROW(row_name)                                             \
    static int row_name##_serve(struct share *share)              \
    {                                                             \
        return completion_serve(share, &(row_name));              \
    }                                                             \
    static int row_name##_run(struct job *job)                    \
    {                                                             \
        return job_serve(job, job->threads, 0, row_name##_serve); \
    }                                                             \
    static const struct backend row_of_##row_name = {             \
        .name = #row_name,                                        \
        .family = FAMILY_COMPLETION,                              \
        .run = row_name##_run,                                    \
    }

ROW(small_plain);
ROW(small_multishot);
ROW(small_sqpoll);
ROW(few_buffers);

/* A limit is met only where there is a ring at all. */
static void need(const struct uring_kind *kind)
{
    const char *why = uring_unusable(kind);

    if (why) {
        print_message("%s\n", why);
        skip();
    }
}

static struct outcome *fetch(struct check *check, const char *path,
                             uint64_t body, int connections, struct job limits)
{
    const struct ours *ours = check_server();
    struct target target;
    struct outcome *o;
    struct trial t;

    backends_aim(&target, ours->host, ours->port, path, body);
    t = trial_of(check, &target, connections, limits.requests);
    t.job.requests_per_connection = limits.requests_per_connection;
    t.job.timeout_ns = limits.timeout_ns;
    t.job.threads = limits.threads;
    o = outcome_of(&t);
    target_free(&target);
    return o;
}

static struct job orders(uint64_t requests, uint64_t per_connection)
{
    struct job job;

    job_init(&job);
    job.requests = requests;
    job.requests_per_connection = per_connection;
    job.timeout_ns = 20 * CLOCK_S;
    return job;
}

/* What a case sees of the trial; NULL: none could be made. */
static void judge(struct check *check, struct outcome *o, uint64_t count,
                  int error, int status)
{
    if (o)
        outcome_expect_alike(o, count, error, status);
    outcome_free(o);
    check_assert(check);
}

static void expect_served(const struct backend *backend)
{
    static const struct {
        const char *path;
        uint64_t body, each;
    } cases[] = {{"/bytes/128", 128, UINT64_MAX},
                 {"/bytes/128", 128, 1},
                 {"/bytes/50000", 50000, UINT64_MAX}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct check *check = check_begin(backend);
        struct job job = orders(300, cases[i].each);

        judge(check, fetch(check, cases[i].path, cases[i].body, 60, job), 300,
              0, 200);
    }
}

/* Deadlines and cancels of all of them at once. */
static void expect_cancelled(const struct backend *backend)
{
    struct check *check = check_begin(backend);
    struct job job = orders(120, UINT64_MAX);

    job.timeout_ns = 20 * CLOCK_MS;
    job.threads = 2;
    judge(check, fetch(check, "/fault/stall", 128, 60, job), 120, ETIMEDOUT, 0);
}

static void full_queues_plain(void **unused)
{
    (void)unused;
    need(&small_plain);
    expect_served(&row_of_small_plain);
    expect_cancelled(&row_of_small_plain);
}

static void full_queues_multishot(void **unused)
{
    (void)unused;
    need(&small_multishot);
    expect_served(&row_of_small_multishot);
    expect_cancelled(&row_of_small_multishot);
}

static void full_queues_sqpoll(void **unused)
{
    (void)unused;
    need(&small_sqpoll);
    expect_served(&row_of_small_sqpoll);
    expect_cancelled(&row_of_small_sqpoll);
}

static void no_buffers_left(void **unused)
{
    (void)unused;
    need(&few_buffers);
    expect_served(&row_of_few_buffers);
    expect_cancelled(&row_of_few_buffers);
}

/* Answers come about when the deadline does: whatever wins, each request has
 * one end, and nothing is left behind. */
static void answers_at_the_deadline(void **unused)
{
    static const char *const rows[] = {"io_uring", "io_uring-multishot",
                                       "io_uring-sqpoll", "coroutines-uring"};

    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct backend *backend = backend_find(rows[i]);
        struct job job = orders(300, UINT64_MAX);
        struct check *check;
        struct outcome *o;

        if (backend->unusable())
            continue;
        check = check_begin(backend);
        job.timeout_ns = 10 * CLOCK_MS;
        o = fetch(check, "/delay/10", 128, 20, job);
        if (o) {
            outcome_expect_sound(o);
            outcome_expect_same(o, "requests", o->sample_count, 300);
            outcome_expect_failed(o, ETIMEDOUT);
        }
        outcome_free(o);
        check_assert(check);
    }
}

/* CPU time of SQPOLL's thread in this process, ns: the first figure of
 * schedstat. UINT64_MAX: not to be had. Others' that are about to end are
 * waited for: each is counted in *pollers. */
static uint64_t time_of_pollers(int *pollers)
{
    DIR *tasks = opendir("/proc/self/task");
    uint64_t sum = UINT64_MAX;
    struct dirent *entry;

    while (tasks && (entry = readdir(tasks))) {
        unsigned long long ns = 0;
        char path[300], name[32] = "";
        FILE *file;

        snprintf(path, sizeof path, "/proc/self/task/%s/comm", entry->d_name);
        file = fopen(path, "r");
        if (!file || !fgets(name, sizeof name, file))
            *name = '\0';
        if (file)
            fclose(file);
        if (strncmp(name, "iou-sqp-", 8) != 0)
            continue;
        ++*pollers;
        snprintf(path, sizeof path, "/proc/self/task/%s/schedstat",
                 entry->d_name);
        file = fopen(path, "r");
        if (file && fscanf(file, "%llu", &ns) == 1)
            sum = (sum == UINT64_MAX ? 0 : sum) + ns;
        if (file)
            fclose(file);
    }
    if (tasks)
        closedir(tasks);
    return sum;
}

static uint64_t poller_time(void)
{
    uint64_t begin = clock_now(), time;
    int pollers;

    do {
        pollers = 0;
        time = time_of_pollers(&pollers);
    } while (pollers > 1 && clock_now() - begin < 10 * CLOCK_S);
    return time;
}

static uint64_t own_time(void)
{
    struct usage usage;

    meter_self(&usage);
    return usage.cpu_user_ns + usage.cpu_sys_ns;
}

/* It spins while this thread sleeps: what it uses is in RUSAGE_SELF. */
static void time_of_the_poller_is_counted(void **unused)
{
    static const struct uring_kind kind = {.flags = IORING_SETUP_SQPOLL,
                                           .idle_ms = 2000};
    uint64_t own, poller, begin = clock_now();
    struct uring uring;

    (void)unused;
    need(&kind);
    assert_int_equal(uring_begin(&uring, &kind, 1), 0);
    own = own_time(); /* before and after the other, so that it has all of it */
    poller = poller_time();
    if (poller == UINT64_MAX) {
        uring_end(&uring);
        print_message("this system does not tell a thread's CPU time\n");
        skip();
    }
    io_uring_prep_nop(uring_entry(&uring, 1)); /* it sleeps until the first */
    io_uring_submit(&uring.ring);
    while (poller_time() - poller < 100 * CLOCK_MS &&
           clock_now() - begin < 10 * CLOCK_S)
        clock_sleep_until(clock_now() + 20 * CLOCK_MS);
    poller = poller_time() - poller;
    own = own_time() - own;
    uring_end(&uring);
    print_message("the poller used %.1f ms, the process %.1f ms\n",
                  (double)poller / 1e6, (double)own / 1e6);
    assert_true(poller > 0);
    assert_true(own >= poller / 10 * 9);
}

/* Two coroutines that wait on the two ends of a pair of sockets. */
struct waiters {
    struct uring_task *self[2];
    int pair[2], count, cleaned;
    ssize_t got[3];
    uint64_t until;
    char fifo[40];
};

static int wait_on_pair(struct uring_task *self, void *data)
{
    struct waiters *w = data;
    int i = w->count++;
    char *buffer;

    w->self[i] = self;
    w->got[i] = uring_receive(self, w->pair[i], &buffer, CLOCK_NEVER);
    if (i == 0) /* a later wait of one that was cancelled ends at once */
        w->got[2] = uring_receive(self, w->pair[i], &buffer, CLOCK_NEVER);
    w->cleaned++;
    return 0;
}

static int cancel_the_first(struct uring_task *self, void *data)
{
    struct waiters *w = data;
    char *buffer;

    uring_receive(self, -1, &buffer, clock_now() + 5 * CLOCK_MS);
    uring_task_cancel(w->self[0]);
    uring_receive(self, -1, &buffer, clock_now() + 5 * CLOCK_MS);
    return -EDOM;
}

/* A pair of sockets, and tasks on a ring, for those that wait on it. */
struct stage {
    struct waiters waiters;
    struct stack_pool stacks;
    struct uring uring;
    struct uring_tasks tasks;
};

static void stage_set(struct stage *s, unsigned tasks)
{
    static const struct uring_kind kind = {.flags = DEFERRED,
                                           .receive = URING_COMMON_BUFFERS};

    need(&kind);
    *s = (struct stage){.tasks = {.uring = &s->uring, .stacks = &s->stacks}};
    if (stack_pool_init(&s->stacks, switcher_own(), 0) < 0)
        skip();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s->waiters.pair), 0);
    assert_int_equal(uring_begin(&s->uring, &kind, tasks), 0);
}

static void stage_start(struct stage *s, const char *name,
                        int (*body)(struct uring_task *, void *))
{
    assert_int_equal(uring_task_start(&s->tasks, name, body, &s->waiters), 0);
}

static void stage_end(struct stage *s)
{
    uring_end(&s->uring);
    uring_task_end_all(&s->tasks);
    assert_null(s->tasks.first);
    stack_pool_free(&s->stacks);
    close(s->waiters.pair[0]);
    close(s->waiters.pair[1]);
}

/* One is cancelled where it waits; an error ends the other with its ring. */
static void waits_are_cancelled(void **unused)
{
    struct stage s;
    struct waiters *w = &s.waiters;

    (void)unused;
    stage_set(&s, 3);
    stage_start(&s, "one", wait_on_pair);
    stage_start(&s, "two", wait_on_pair);
    stage_start(&s, "three", cancel_the_first);
    assert_int_equal(uring_task_run_all(&s.tasks), -EDOM);
    assert_int_equal(w->got[0], -ECANCELED);
    assert_int_equal(w->got[2], -ECANCELED);
    assert_int_equal(w->cleaned, 1);
    stage_end(&s);
    assert_int_equal(w->got[1], -ECANCELED);
    assert_int_equal(w->cleaned, 2);
}

/* Whoever is first cancels the other, and ends. */
static int cancel_the_other(struct uring_task *self, void *data)
{
    struct waiters *w = data;
    int i = w->count++;
    char *buffer;

    w->self[i] = self;
    w->got[i] = uring_receive(self, w->pair[i], &buffer, CLOCK_NEVER);
    if (w->cleaned++ == 0)
        uring_task_cancel(w->self[1 - i]);
    else
        w->got[2] = uring_receive(self, w->pair[i], &buffer, CLOCK_NEVER);
    return 0;
}

/* Both have their byte in one turn: what has come is not taken back. The cancel
 * comes too late, and a task does not end before it has come. */
static void a_result_crosses_a_cancel(void **unused)
{
    struct stage s;
    struct waiters *w = &s.waiters;

    (void)unused;
    stage_set(&s, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(write(w->pair[i], "x", 1), 1);
    stage_start(&s, "one", cancel_the_other);
    stage_start(&s, "two", cancel_the_other);
    assert_int_equal(uring_task_run_all(&s.tasks), 0);
    assert_int_equal(w->got[0], 1);
    assert_int_equal(w->got[1], 1);
    assert_int_equal(w->got[2], -ECANCELED);
    assert_int_equal(uring_place(&s.uring), 3); /* receives, cancel */
    assert_int_equal(io_uring_sq_ready(&s.uring.ring), 0);
    assert_int_equal(io_uring_cq_ready(&s.uring.ring), 0);
    stage_end(&s);
}

/* Nothing comes for it. Afterwards it keeps the loop from others. */
static int wait_and_dawdle(struct uring_task *self, void *data)
{
    struct waiters *w = data;
    char *buffer;

    if (uring_receive(self, w->pair[0], &buffer, w->until) == -ETIME)
        w->cleaned++;
    clock_sleep_until(clock_now() + CLOCK_MS);
    return 0;
}

/* Many deadlines at once, on a machine that is slow: the kernel hands out a
 * few results a turn (20 from Linux 6.13 on), and those that are left are not
 * cancelled again in each. */
static void a_wait_is_cancelled_once(void **unused)
{
    enum { TASKS = 200 };
    struct stage s;

    (void)unused;
    stage_set(&s, TASKS);
    s.waiters.until = clock_now() + 5 * CLOCK_MS;
    for (int i = 0; i < TASKS; i++)
        stage_start(&s, "late", wait_and_dawdle);
    assert_int_equal(uring_task_run_all(&s.tasks), 0);
    assert_int_equal(s.waiters.cleaned, TASKS);
    assert_int_equal(uring_place(&s.uring), 2 * TASKS); /* receive, cancel */
    stage_end(&s);
}

static int open_fifo(struct uring_task *self, void *data)
{
    struct waiters *w = data;
    struct io_uring_sqe *sqe = uring_entry(self->all->uring, 1);

    io_uring_prep_openat(sqe, AT_FDCWD, w->fifo, O_RDONLY, 0);
    sqe->flags |= IOSQE_ASYNC;
    w->got[0] = uring_await(self, sqe, clock_now() + 5 * CLOCK_MS);
    w->cleaned++;
    return 0;
}

/* Nobody opens its other end: a thread of the kernel's waits, and the cancel
 * says that it could not but interrupt it. */
static void a_blocking_call_is_interrupted(void **unused)
{
    struct stage s;

    (void)unused;
    stage_set(&s, 1);
    snprintf(s.waiters.fifo, sizeof s.waiters.fifo, "/tmp/muxbench-fifo-%ld",
             (long)getpid());
    assert_int_equal(mkfifo(s.waiters.fifo, 0600), 0);
    stage_start(&s, "opens", open_fifo);
    assert_int_equal(uring_task_run_all(&s.tasks), 0);
    unlink(s.waiters.fifo);
    assert_true(s.waiters.got[0] < 0);
    assert_int_equal(s.waiters.cleaned, 1);
    stage_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_queues_plain),
        cmocka_unit_test(full_queues_multishot),
        cmocka_unit_test(full_queues_sqpoll),
        cmocka_unit_test(no_buffers_left),
        cmocka_unit_test(answers_at_the_deadline),
        cmocka_unit_test(time_of_the_poller_is_counted),
        cmocka_unit_test(waits_are_cancelled),
        cmocka_unit_test(a_result_crosses_a_cancel),
        cmocka_unit_test(a_wait_is_cancelled_once),
        cmocka_unit_test(a_blocking_call_is_interrupted),
    };

    return cmocka_run_group_tests_name("uring", tests, check_setup,
                                       check_teardown);
}

#endif
