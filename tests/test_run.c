/* run: from an order to a directory with manifest and records. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/backend.h"
#include "harness/progress.h"
#include "harness/record.h"
#include "harness/run.h"
#include "tests/support_place.h"

static volatile sig_atomic_t stop;

static const char *const scenario_closed[] = {"./closed.ini"};
static const char *const scenario_batch[] = {"./batch.ini"};

/* The reference is another one on each system. */
static const char *const *two_backends(void)
{
    static const char *names[2] = {"sequential"};

    names[1] = backend_reference()->name;
    return names;
}

static int make_directory(void **unused)
{
    if (place_enter(unused) < 0)
        return -1;
    place_write("closed.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                              "connections = 2\n[time]\nwarmup = 20ms\n"
                              "window = 300ms\nguard = 10ms\n");
    place_write("batch.ini", "[scenario]\ntitle = t\nquestion = q\n"
                             "mode = batch\n[load]\nconnections = 5\n"
                             "requests = 5\n[target]\npath = /delay/10\n");
    return 0;
}

static struct run_order order_of(const char *const *scenario, const char *out)
{
    return (struct run_order){
        .scenarios = scenario,
        .scenario_count = 1,
        .backends = two_backends(),
        .backend_count = 2,
        .blocks = 1,
        .out = out,
        .seed = 0x10,
        .placement = PLACEMENT_AUTO,
        .stop = &stop,
    };
}

/* Do all of it; what run_rounds() returns. */
static int execute(struct run *run, const struct run_order *order)
{
    char error[RUN_ERROR_MAX] = "";
    struct progress progress;
    FILE *out = tmpfile();
    int result;

    assert_non_null(out);
    assert_int_equal(run_prepare(run, order, error), 0);
    assert_int_equal(run_open(run, error), 0);
    assert_int_equal(run_expect(run), 0);
    progress_begin(&progress, out, &run->plan);
    result = run_rounds(run, &progress, error);
    progress_finish(&progress);
    fclose(out);
    return result;
}

static void rounds_are_recorded(void **unused)
{
    struct run_order order = order_of(scenario_closed, "closed");
    struct record_list list;
    struct run run;
    int twins = 0;

    (void)unused;
    assert_int_equal(execute(&run, &order), 0);
    assert_int_equal(run.done, run.plan.round_count);
    assert_int_equal(record_read(&list, "closed/rounds.jsonl"), 0);
    assert_int_equal(list.count, run.done);
    assert_int_equal(list.fault_count, 0);
    for (size_t i = 0; i < list.count; i++) {
        const struct record *r = &list.records[i];

        /* A busy machine may starve a client; that is recorded too. */
        if (strncmp(r->reason, "the window was ", 15) != 0)
            assert_string_equal(r->reason, "");
        assert_int_equal(r->round, i + 1);
        assert_int_equal(r->total.ok, r->server_requests);
        twins += r->twin;
        if (r->window_ns != RECORD_NONE)
            assert_int_equal(r->window_asked_ns, 300000000);
    }
    /* One a block, of which a starved round makes another. */
    assert_int_equal(twins, list.count / 3);
    record_list_free(&list);
    run_free(&run);
}

static void check_words(const char *text)
{
    const struct passwd *user = getpwuid(geteuid());
    const char *home = getenv("HOME");
    char host[256] = "", quoted[300];

    gethostname(host, sizeof host - 1);
    if (home && strlen(home) > 1)
        assert_null(strstr(text, home));
    snprintf(quoted, sizeof quoted, "\"%s\"", host);
    assert_null(strstr(text, quoted));
    snprintf(quoted, sizeof quoted, "\"%s\"", user ? user->pw_name : "");
    assert_true(!user || !strstr(text, quoted));
}

/* It says what is needed, and nothing about whose machine it is. */
static const char *const manifest_fields[] = {
    "v",       "created",      "version",   "commit",     "dirty",
    "profile", "seed",         "blocks",    "reference",  "target",
    "network", "machine",      "placement", "build",      "tools",
    "rounds",  "backends",     "scenarios", "expected_s", "libraries",
    "doctor",  "pilot",        "precise",   "budget_s",   "expected_least_s",
    "meters",  "instrumented", "set"};

static void manifest_is_complete(void **unused)
{
    struct run_order order = order_of(scenario_closed, "manifest");
    char error[RUN_ERROR_MAX], *text;
    struct run run;
    json_t *root;
    size_t count;

    (void)unused;
    assert_int_equal(run_prepare(&run, &order, error), 0);
    assert_int_equal(run_open(&run, error), 0);
    root = json_load_file("manifest/manifest.json", 0, NULL);
    assert_non_null(root);
    for (size_t i = 0; i < sizeof manifest_fields / sizeof *manifest_fields;
         i++)
        assert_non_null(json_object_get(root, manifest_fields[i]));
    assert_int_equal(json_object_size(root),
                     sizeof manifest_fields / sizeof *manifest_fields);
    assert_string_equal(json_string_value(json_object_get(root, "seed")),
                        "0000000000000010");
    backend_all(&count);
    assert_int_equal(json_array_size(json_object_get(root, "backends")), count);
    assert_int_equal(json_integer_value(json_object_get(root, "rounds")), 3);
    text = json_dumps(root, 0);
    check_words(text);
    free(text);
    json_decref(root);
    run_free(&run);
}

static void batches_are_timed(void **unused)
{
    struct run_order order = order_of(scenario_batch, "batch");
    struct record_list list;
    struct run run;

    (void)unused;
    order.program = getenv("MUXBENCH");
    if (!order.program || system("hyperfine --version >/dev/null 2>&1") != 0)
        skip();
    assert_int_equal(execute(&run, &order), 0);
    assert_int_equal(record_read(&list, "batch/rounds.jsonl"), 0);
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < list.count; i++) {
        const struct record *r = &list.records[i];

        assert_string_equal(r->reason, "");
        assert_int_equal(r->total.ok, 5);
        assert_int_equal(r->server_requests, 5);
        assert_true(r->makespan_ns >= r->slowest_ns);
        assert_true(r->sum_ns >= r->slowest_ns);
        assert_true(r->window_ns == RECORD_NONE);
    }
    record_list_free(&list);
    run_free(&run);
}

/* Without hyperfine the scenario is in the manifest, with the reason; alone it
 * is no run. */
static void missing_hyperfine_is_told(void **unused)
{
    const char *both[] = {*scenario_batch, *scenario_closed};
    struct run_order order = order_of(both, "without");
    char path[4096], error[RUN_ERROR_MAX] = "";
    struct run run;

    (void)unused;
    order.scenario_count = 2;
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    assert_int_equal(execute(&run, &order), 0);
    assert_true(run.plan.round_count > 0);
    assert_string_equal(run.scenarios[0].reason, "hyperfine is not installed");
    run_free(&run);
    order = order_of(scenario_batch, "alone");
    assert_int_equal(run_prepare(&run, &order, error), -EINVAL);
    setenv("PATH", path, 1);
    assert_non_null(strstr(error, " cannot be run: hyperfine is not install"));
    run_free(&run);
}

static void on_alarm(int signal)
{
    (void)signal;
    stop = 1;
}

/* What was recorded before a signal stays. */
static void signal_ends_the_run(void **unused)
{
    struct run_order order = order_of(scenario_closed, "stopped");
    struct sigaction action = {.sa_handler = on_alarm};
    struct itimerval soon = {{0, 0}, {1, 200000}};
    struct record_list list;
    struct run run;

    (void)unused;
    order.blocks = 1000;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    assert_int_equal(execute(&run, &order), -EINTR);
    stop = 0;
    assert_int_equal(record_read(&list, "stopped/rounds.jsonl"), 0);
    assert_int_equal(list.count, run.done);
    assert_int_equal(list.fault_count, 0);
    record_list_free(&list);
    run_free(&run);
}

/* What run_prepare() or run_open() says. */
static const char *complaint(const struct run_order *order, int expected)
{
    static char error[RUN_ERROR_MAX];
    struct run run;
    int result;

    *error = '\0';
    result = run_prepare(&run, order, error);
    if (result == 0)
        result = run_open(&run, error);
    assert_int_equal(result, expected);
    run_free(&run);
    return error;
}

static void directory_must_be_new(void **unused)
{
    struct run_order order = order_of(scenario_closed, "closed.ini/x");

    (void)unused;
    assert_string_equal(complaint(&order, -ENOTDIR),
                        "results directory closed.ini/x: Not a directory");
    order.out = "a/b/c";
    assert_string_equal(complaint(&order, -ENOENT),
                        "results directory a/b/c: No such file or directory");
    order.out = ".";
    assert_string_equal(complaint(&order, -ENOTEMPTY),
                        "results directory .: it is not empty; give a new or "
                        "an empty one");
    assert_int_equal(mkdir("empty", 0777), 0);
    order.out = "empty";
    assert_string_equal(complaint(&order, 0), "");
}

static void orders_are_checked(void **unused)
{
    static const char *const unknown[] = {"seqential"};
    static const char *const missing[] = {"./missing.ini"};
    static const char *const twice[] = {"./closed.ini", "closed.ini"};
    struct run_order order = order_of(scenario_closed, "orders");
    const char *text;

    (void)unused;
    order.profile = "fast";
    assert_string_equal(complaint(&order, -EINVAL),
                        "unknown profile 'fast' (there are: quick, standard, "
                        "publish)");
    order = order_of(missing, "orders");
    assert_string_equal(
        complaint(&order, -EINVAL),
        "./missing.ini: cannot be read: No such file or directory");
    order = order_of(twice, "orders");
    order.scenario_count = 2;
    assert_string_equal(complaint(&order, -EINVAL),
                        "scenario 'closed' is given twice");
    order = order_of(scenario_closed, "orders");
    order.backends = unknown;
    order.backend_count = 1;
    text = complaint(&order, -EINVAL);
    assert_non_null(strstr(text, "unknown backend 'seqential'; did you mean "
                                 "'sequential'? (there are: null, "));
    order = order_of(scenario_closed, "orders");
    order.target = "ftp://x/";
    assert_string_equal(complaint(&order, -EINVAL),
                        "URL 'ftp://x/': must start with 'http://'");
}

/* A line that does not fit is not there at all. */
static void records_are_whole_lines(void **unused)
{
    struct rlimit old, little;
    struct run run = {.records = -1};
    struct stat file;

    (void)unused;
    run.records = open("full", O_WRONLY | O_CREAT | O_APPEND, 0666);
    assert_true(run.records >= 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    little = old;
    little.rlim_cur = 8;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    assert_int_equal(run_append(&run, "12345\n"), 0);
    assert_true(run_append(&run, "67890\n") < 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(fstat(run.records, &file), 0);
    assert_int_equal(file.st_size, 6);
    close(run.records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_are_recorded),
        cmocka_unit_test(manifest_is_complete),
        cmocka_unit_test(batches_are_timed),
        cmocka_unit_test(missing_hyperfine_is_told),
        cmocka_unit_test(signal_ends_the_run),
        cmocka_unit_test(directory_must_be_new),
        cmocka_unit_test(orders_are_checked),
        cmocka_unit_test(records_are_whole_lines),
    };

    return cmocka_run_group_tests(tests, make_directory, place_leave);
}
