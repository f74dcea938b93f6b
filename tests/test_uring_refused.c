/* The rows over io_uring where it is forbidden: they say so, and by whom. */
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

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "harness/backend.h"
#include "harness/check_process.h"
#include "harness/job.h"
#include "harness/shared.h"

static const char *const rows[] = {"io_uring", "io_uring-multishot",
                                   "io_uring-sqpoll", "coroutines-uring"};
enum { ROWS = sizeof rows / sizeof *rows };

/* A child in which one system call fails, and what its rows say. */
struct refusal {
    long call;
    int error;
    int filtered; /* 0: the filter stands */
    char said[ROWS][160];
    int ran[ROWS]; /* result of a run all the same */
};

/* The call's number is the first word of what a filter sees. */
static int forbid(long call, int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        return -errno;
    return 0;
}

static void ask_rows(void *data)
{
    struct refusal *r = data;

    r->filtered = forbid(r->call, r->error);
    for (int i = 0; r->filtered == 0 && i < ROWS; i++) {
        const struct backend *backend = backend_find(rows[i]);
        const char *why = backend->unusable();
        struct job job;

        snprintf(r->said[i], sizeof r->said[i], "%s", why ? why : "");
        job_init(&job);
        job.connections = 1;
        job.requests = 0;
        r->ran[i] = job_run(&job, backend);
    }
}

static struct refusal *refuse(long call, int error)
{
    struct refusal *r = shared_make(sizeof *r);

    assert_non_null(r);
    r->call = call;
    r->error = error;
    r->filtered = -EAGAIN;
    assert_int_equal(process_run(ask_rows, r, 20), 0);
    if (r->filtered != 0) {
        print_message("no seccomp filter here: %s\n", strerror(-r->filtered));
        shared_free(r, sizeof *r);
        skip();
    }
    return r;
}

/* The rows can run here, or refuse for another reason than the filter. */
static bool runs(const char *row)
{
    return !backend_find(row)->unusable();
}

static void expect_words(const struct refusal *r, const char *one,
                         const char *other)
{
    for (int i = 0; i < ROWS; i++) {
        if (!runs(rows[i]))
            continue;
        if (!strstr(r->said[i], one) || !strstr(r->said[i], other))
            fail_msg("%s says '%s', without '%s' or '%s'", rows[i], r->said[i],
                     one, other);
        assert_int_equal(r->ran[i], -r->error);
    }
}

static void hidden_by_a_filter(void **unused)
{
    struct refusal *r = refuse(SYS_io_uring_setup, ENOSYS);

    (void)unused;
    expect_words(r, "seccomp filter hides", "ENOSYS");
    shared_free(r, sizeof *r);
}

static void forbidden_by_a_filter(void **unused)
{
    struct refusal *r = refuse(SYS_io_uring_setup, EPERM);

    (void)unused;
    expect_words(r, "seccomp filter forbids", "EPERM");
    shared_free(r, sizeof *r);
}

/* As with a kernel that knows rings, but nothing to register. */
static void nothing_to_register(void **unused)
{
    struct refusal *r = refuse(SYS_io_uring_register, EINVAL);

    (void)unused;
    for (int i = 0; i < ROWS; i++)
        if (runs(rows[i]) && !strstr(r->said[i], "Linux 5.6") &&
            !strstr(r->said[i], "buffer rings"))
            fail_msg("%s says '%s'", rows[i], r->said[i]);
    shared_free(r, sizeof *r);
}

/* A ring can be made, and is of no use: only trying shows it. */
static void nothing_to_enter(void **unused)
{
    struct refusal *r = refuse(SYS_io_uring_enter, EINVAL);

    (void)unused;
    for (int i = 0; i < ROWS; i++)
        if (runs(rows[i]) && *r->said[i] == '\0')
            fail_msg("%s claims to run", rows[i]);
    shared_free(r, sizeof *r);
}

/* It names what it was granted, and the versions. */
static void what_is_used_is_told(void **unused)
{
    static const char *const flags[] = {"flags none", "DEFER_TASKRUN", "SQPOLL",
                                        "DEFER_TASKRUN"};

    (void)unused;
    for (int i = 0; i < ROWS; i++) {
        struct job job;

        if (!runs(rows[i]))
            continue;
        job_init(&job);
        job.connections = 1;
        job.requests = 0;
        assert_int_equal(job_run(&job, backend_find(rows[i])), 0);
        assert_non_null(strstr(job.uses, flags[i]));
        assert_non_null(strstr(job.uses, "features 0x"));
        assert_non_null(strstr(job.uses, "liburing "));
        assert_non_null(strstr(job.uses, "Linux "));
        assert_true(strlen(job.uses) < sizeof job.uses - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hidden_by_a_filter),
        cmocka_unit_test(forbidden_by_a_filter),
        cmocka_unit_test(nothing_to_register),
        cmocka_unit_test(nothing_to_enter),
        cmocka_unit_test(what_is_used_is_told),
    };

    return cmocka_run_group_tests_name("uring refused", tests, NULL, NULL);
}

#endif
