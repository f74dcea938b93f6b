/*
 * The check itself: backends that are broken on purpose, each in one way, are
 * caught, each by the complaint that is meant; and one that is not, is not.
 * They are the reference with something done to its job, before or after.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/sanitizer.h"
#include "harness/backend.h"
#include "harness/check_json.h"
#include "harness/check_run.h"
#include "harness/check_table.h"
#include "harness/job.h"

static const char *usable(void)
{
    return NULL;
}

static const char *unusable(void)
{
    return "made not to be";
}

static int run_reference(struct job *job)
{
    return backend_reference()->run(job);
}

static int drop_an_answer(struct job *job)
{
    uint64_t requests = job->requests;
    int result;

    job->requests -= requests > 0 && requests != UINT64_MAX;
    result = run_reference(job);
    job->requests = requests;
    return result;
}

/* Samples that end with `from` get `to`. */
static void change_errno(struct job *job, int from, int to)
{
    for (size_t i = 0; i < job->sample_count; i++) {
        struct sample *s = &job->samples[i];

        if (s->done == 0 || s->error != from)
            continue;
        s->error = (int16_t)to;
        job->totals.failed -= to == 0;
        job->totals.ok += to == 0;
        job->totals.body_bytes += to == 0 ? s->bytes : 0;
    }
}

static int take_early_close(struct job *job)
{
    int result = run_reference(job);

    change_errno(job, EPROTO, 0);
    return result;
}

static int tell_other_errno(struct job *job)
{
    int result = run_reference(job);

    change_errno(job, ECONNRESET, EPIPE);
    return result;
}

static int leave_descriptor(struct job *job)
{
    int result = run_reference(job);

    return open("/dev/null", O_RDONLY) < 0 ? -errno : result;
}

static int leave_memory(struct job *job)
{
    /* Volatile, or the compiler sees that nobody wants it. */
    char *volatile memory = malloc(40);

    if (!memory)
        return -ENOMEM;
    memory[0] = 1;
    return run_reference(job);
}

static void *sleep_on(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

static int leave_thread(struct job *job)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, sleep_on, NULL);

    if (error)
        return -error;
    pthread_detach(thread);
    return run_reference(job);
}

static int leave_process(struct job *job)
{
    pid_t child = fork();

    if (child == 0) {
        alarm(5);
        for (;;)
            pause();
    }
    return child < 0 ? -errno : run_reference(job);
}

static int hang(struct job *job)
{
    while (job->requests > 0)
        pause();
    return run_reference(job);
}

static int crash(struct job *job)
{
    if (job->requests > 0)
        abort();
    return run_reference(job);
}

static int open_fewer(struct job *job)
{
    int connections = job->connections, result;

    if (job->connections > 1)
        job->connections--;
    result = run_reference(job);
    job->connections = connections;
    return result;
}

static int fail_to_run(struct job *job)
{
    return job->requests > 0 ? -EIO : run_reference(job);
}

static const struct broken {
    const char *name;
    int (*run)(struct job *);
    const char *kase;
    const char *complaint; /* NULL: it is sound */
} all[] = {
    {"sound", run_reference, "keep-alive", NULL},
    {"sound", run_reference, "memory", NULL},
    {"drops", drop_an_answer, "keep-alive", "requests: "},
    {"takes-close", take_early_close, "closed-body",
     "a good answer (errno 0), expected: "},
    {"other-errno", tell_other_errno, "reset", "Connection reset by peer"},
    {"descriptor", leave_descriptor, "empty", "descriptors left open: 1"},
    {"memory", leave_memory, "memory", "memory allocated: "},
    {"thread", leave_thread, "empty", "threads left behind: "},
    {"process", leave_process, "empty", "a process was left behind"},
    {"hangs", hang, "one-byte", "it hung: ended after 2 s"},
    {"crashes", crash, "one-byte", "killed by signal 6"},
    {"fewer", open_fewer, "one-byte-at-a-time", "opened: 3, expected 4"},
    {"fails", fail_to_run, "empty", "Input/output error"},
};

static const volatile sig_atomic_t never = 0;

static const struct check_case *find_case(const char *name)
{
    size_t count;
    const struct check_case **cases = check_all(&count), *found = NULL;

    assert_non_null(cases);
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases[i]->name, name) == 0)
            found = cases[i];
    free(cases);
    assert_non_null(found);
    return found;
}

static struct backend made(const char *name, int (*run)(struct job *))
{
    struct backend b = *backend_reference();

    b.name = name;
    b.run = run;
    b.unusable = usable;
    return b;
}

static void expect_verdict(const struct broken *broken)
{
    struct backend row = made(broken->name, broken->run);
    const struct backend *rows[] = {&row};
    const struct check_case *cases[] = {find_case(broken->kase)}, *failed;
    struct check_order order = {rows, 1, cases, 1, 30, &never, NULL, NULL};
    const struct check_result *result;
    struct check_results results;

    if (broken->run == hang)
        order.patience_s = 2;
    assert_int_equal(check_run(&results, &order), 0);
    result = check_result_of(&results, 0, 0);
    if (result->state == CHECK_NOT_RUN) {
        print_message("%s: %s\n", broken->name, result->text);
    } else if (!broken->complaint) {
        assert_string_equal(result->text, "");
        assert_int_equal(result->state, CHECK_OK);
        assert_null(check_first_failure(&results, 0, &failed));
    } else {
        assert_int_equal(result->state, CHECK_FAILED);
        if (!strstr(result->text, broken->complaint))
            fail_msg("'%s' is not in '%s'", broken->complaint, result->text);
        assert_ptr_equal(check_first_failure(&results, 0, &failed), result);
        assert_ptr_equal(failed, cases[0]);
    }
    check_results_free(&results);
}

static void every_way_to_be_broken_is_caught(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
#if defined(SANITIZER_ADDRESS)
        /* LeakSanitizer says it in other words. */
        if (all[i].run == leave_memory)
            continue;
#endif
        expect_verdict(&all[i]);
    }
}

#if defined(SANITIZER_ADDRESS)
static void a_leak_ends_the_process(void **unused)
{
    struct broken leak = {"memory", leave_memory, "empty",
                          "its process ended with status"};

    (void)unused;
    expect_verdict(&leak);
}
#endif

/* It costs the time of two cases, and no other row anything. */
static void a_row_that_hangs_is_given_up(void **unused)
{
    struct backend hanging = made("hangs", hang),
                   sound = made("sound", run_reference);
    const struct backend *rows[] = {&hanging, &sound};
    const struct check_case *cases[] = {
        find_case("empty"), find_case("one-byte"), find_case("chunked"),
        find_case("chunked-empty"), find_case("not-found")};
    struct check_order order = {rows, 2, cases, 5, 2, &never, NULL, NULL};
    struct check_results results;
    size_t failed = 0, left_out = 0;

    (void)unused;
    assert_int_equal(check_run(&results, &order), 0);
    for (size_t i = 0; i < 5; i++) {
        failed += check_result_of(&results, 0, i)->state == CHECK_FAILED;
        left_out += check_result_of(&results, 0, i)->state == CHECK_NOT_RUN;
        assert_int_equal(check_result_of(&results, 1, i)->state, CHECK_OK);
    }
    assert_in_range(failed, CHECK_HANGS, 5);
    assert_int_equal(failed + left_out, 5);
    check_results_free(&results);
}

static void table_and_words_of_results(void **unused)
{
    struct backend sound = made("sound", run_reference),
                   fails = made("fails", fail_to_run),
                   absent = made("absent", run_reference);
    const struct backend *rows[] = {&sound, &fails, &absent};
    const struct check_case *cases[] = {
        find_case("empty"), find_case("not-found"), find_case("wrong-byte")};
    struct check_order order = {rows, 3, cases, 3, 30, &never, NULL, NULL};
    struct lines failures = {0}, remarks = {0};
    struct check_results results;
    struct table *table;
    json_t *check;

    (void)unused;
    absent.unusable = unusable;
    assert_int_equal(check_run(&results, &order), 0);
    check = check_to_json(&results);
    assert_non_null(check);
    table = check_table_make(check);
    assert_non_null(table);
    assert_int_equal(table_rows(table), 4);
    assert_string_equal(table_cell(table, 0, 1), "whole");
    assert_string_equal(table_cell(table, 0, 2), "wrong");
    assert_string_equal(table_cell(table, 1, 1), "ok");
    assert_string_equal(table_cell(table, 2, 1), "FAILED");
    assert_string_equal(table_cell(table, 2, 2), "FAILED");
    assert_string_equal(table_cell(table, 3, 1), "-");
    check_table_failures(check, &failures);
    assert_int_equal(failures.count, 1);
    assert_string_equal(failures.text[0],
                        "fails failed empty, not-found, wrong-byte: the run "
                        "ended with an error: Input/output error");
    check_table_remarks(check, &remarks);
    assert_int_equal(remarks.count, 1);
    assert_string_equal(remarks.text[0],
                        "not run: absent, empty, not-found, wrong-byte: made "
                        "not to be");
    lines_free(&failures);
    lines_free(&remarks);
    table_free(table);
    json_decref(check);
    check_results_free(&results);
}

/* Names are given on command lines and kept in records. */
static void names_of_cases_are_unique(void **unused)
{
    size_t count;
    const struct check_case **cases = check_all(&count);

    (void)unused;
    assert_non_null(cases);
    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(cases[i]->name) <= 20);
        assert_true(strlen(cases[i]->about) <= 56);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(cases[i]->name, cases[j]->name);
        for (int g = 0; g < CHECK_GROUPS; g++)
            assert_string_not_equal(cases[i]->name,
                                    check_group_name((enum check_group)g));
    }
    free(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_be_broken_is_caught),
#if defined(SANITIZER_ADDRESS)
        cmocka_unit_test(a_leak_ends_the_process),
#endif
        cmocka_unit_test(a_row_that_hangs_is_given_up),
        cmocka_unit_test(table_and_words_of_results),
        cmocka_unit_test(names_of_cases_are_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
