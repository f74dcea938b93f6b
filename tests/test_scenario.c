/* scenario: files read, what is wrong in them, the table of keys. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/scenario.h"
#include "tests/support_place.h"

#define HEAD "[scenario]\ntitle = t\nquestion = q\n"
#define GOOD HEAD "[load]\nconnections = 1, 8\n"

/* What is said of a file with this text; "": nothing is wrong. */
static const char *complaint(const char *text)
{
    static char error[SCENARIO_ERROR_MAX];
    static struct scenario s;
    int result;

    place_write("x.ini", text);
    result = scenario_read(&s, "x.ini", error);
    assert_int_equal(result, *error ? -EINVAL : 0);
    return error;
}

static void unknown_words_are_named(void **unused)
{
    (void)unused;
    assert_string_equal(
        complaint(HEAD "[load]\nconections = 1\n"),
        "x.ini:5: unknown key 'conections' in [load]; did you mean "
        "'connections'? (there are: connections, quick-connections, idle, "
        "rate, quick-rate, arrivals, active, threads, requests, "
        "requests-per-connection, "
        "timeout, think, pauses, hog, hog-every)");
    assert_string_equal(complaint(GOOD "[target]\nzzzzzz = 1\n"),
                        "x.ini:7: unknown key 'zzzzzz' in [target] (there "
                        "are: path, size, pieces, delay, faults, "
                        "faults-every, expect)");
    assert_string_equal(complaint(HEAD "[laod]\nconnections = 1\n"),
                        "x.ini:5: unknown section [laod]; did you mean "
                        "[load]? (there are: scenario, load, target, time)");
    assert_string_equal(complaint("title = t\n"),
                        "x.ini:1: 'title' stands before the first [section]");
}

static void wrong_values_are_named(void **unused)
{
    (void)unused;
    assert_string_equal(complaint(GOOD "timeout = 5\n"),
                        "x.ini:6: timeout = 5; allowed is a time from 1ms to "
                        "1h, with a unit: us, ms, s, m or h");
    assert_string_equal(complaint(GOOD "timeout = 5 parsecs\n"),
                        "x.ini:6: timeout = 5 parsecs; allowed is a time from "
                        "1ms to 1h, with a unit: us, ms, s, m or h");
    assert_string_equal(complaint(GOOD "requests = 0\n"),
                        "x.ini:6: requests = 0; allowed is a whole number from "
                        "1 to 1000000000, or unlimited");
    assert_string_equal(complaint(GOOD "threads = 0\n"),
                        "x.ini:6: threads = 0; allowed is up to 16 different "
                        "whole numbers from 1 to 256, or cpus, with commas "
                        "between");
    assert_string_equal(complaint(HEAD "mode = open\n[load]\nconnections=1\n"),
                        "x.ini:4: mode = open; allowed is closed, batch, "
                        "rate, push, memory or think");
    assert_string_equal(
        complaint(HEAD "[load]\nconnections = 8, 8\n"),
        "x.ini:5: connections = 8, 8; allowed is up to 16 different whole "
        "numbers from 1 to 65536, with commas between");
    assert_string_equal(complaint(HEAD "[load]\nconnections =\n"),
                        "x.ini:5: connections = ; allowed is up to 16 "
                        "different whole numbers from 1 to 65536, with commas "
                        "between");
    assert_string_equal(complaint(GOOD "[target]\npath = bytes/1\n"),
                        "x.ini:7: path = bytes/1; allowed is up to 8 paths "
                        "that start with '/', with commas between");
    assert_string_equal(complaint(GOOD "[target]\nexpect = -1\n"),
                        "x.ini:7: expect = -1; allowed is a whole number from "
                        "0 to 1099511627776, or from-path");
}

static void wrong_lines_are_named(void **unused)
{
    char text[600] = HEAD "# ";

    (void)unused;
    assert_string_equal(
        complaint(HEAD "nothing\n"),
        "x.ini:4: neither '[section]' nor 'key = value' nor a comment");
    assert_string_equal(complaint(HEAD "title = u\n"),
                        "x.ini:4: 'title' is given again, it was given in "
                        "line 2");
    assert_string_equal(complaint(HEAD),
                        "x.ini: there is no 'connections' in [load]");
    memset(text + strlen(text), 'x', 400);
    assert_string_equal(complaint(text),
                        "x.ini:4: longer than 198 bytes; put the rest on a "
                        "line of its own that starts with a space");
}

static void keys_must_fit_together(void **unused)
{
    (void)unused;
    assert_string_equal(complaint(GOOD "requests = 100\n"),
                        "x.ini:6: 'requests' has no meaning with mode = "
                        "closed");
    assert_string_equal(
        complaint(HEAD "mode = batch\n[load]\nconnections = 1\n"),
        "x.ini:4: mode = batch needs a number of 'requests' in [load]");
    assert_string_equal(
        complaint(HEAD "mode=batch\n[load]\nconnections=9\nrequests=8\n"),
        "x.ini:6: 9 connections are more than the 8 requests");
    assert_string_equal(
        complaint(HEAD "mode = rate\n[load]\nconnections = 1\n"),
        "x.ini:4: mode = rate needs a 'rate' in [load]");
    assert_string_equal(complaint(GOOD "rate = 100\n"),
                        "x.ini:6: 'rate' has no meaning with mode = closed");
    assert_string_equal(
        complaint(HEAD "mode=rate\n[load]\nconnections=1\nrate=499\n"),
        "x.ini:7: at 499 a second a window of 200 ms has fewer than 100 "
        "requests");
    assert_string_equal(
        complaint(HEAD "mode=rate\n[load]\nconnections=1\nrate=5%,x%\n"),
        "x.ini:7: rate = 5%,x%; allowed is up to 16 different whole numbers "
        "from 1 to 1000000, or shares of saturation from 1% to 200%, with "
        "commas between");
    assert_string_equal(
        complaint(HEAD "mode=push\n[load]\nconnections=1\nrate=50%\n"),
        "x.ini:7: a share of saturation has no meaning with mode = push");
    assert_string_equal(
        complaint(HEAD "mode=push\n[load]\nconnections=1\nrate=500\n"),
        "x.ini: the path '/bytes/128' does not wait for a push; with mode = "
        "push it is /push/N");
    assert_string_equal(complaint(HEAD "mode=push\n[load]\nconnections=4\n"
                                       "rate=500\nactive=5\n[target]\n"
                                       "path=/push/128\n"),
                        "x.ini:8: 5 active connections are more than the 4 "
                        "connections");
    assert_string_equal(complaint(GOOD "[target]\npath = /push/1\n"),
                        "x.ini:7: the path '/push/1' needs mode = push");
    assert_string_equal(complaint(GOOD "threads = 2\n"),
                        "x.ini:6: 2 threads are more than the 1 connections");
    assert_string_equal(
        complaint(GOOD "[target]\npath = /bytes/1, /status/200\n"),
        "x.ini:7: the length of the body of '/status/200' cannot be told from "
        "the path; give 'expect' in [target]");
}

static void pauses_and_hogs_must_fit(void **unused)
{
    (void)unused;
    assert_string_equal(
        complaint(HEAD "mode = think\n[load]\nconnections = 1\n"),
        "x.ini:4: mode = think needs a 'think' in [load]");
    assert_string_equal(
        complaint(HEAD "mode=think\n[load]\nconnections=10\nthink=21ms\n"),
        "x.ini:7: at 476 a second a window of 200 ms has fewer than 100 "
        "requests");
    assert_string_equal(complaint(GOOD "hog = 1ms\n"),
                        "x.ini:6: 'hog' has no meaning with mode = closed");
    assert_string_equal(complaint(HEAD
                                  "mode=rate\n[load]\nconnections=1\nrate=500\n"
                                  "hog-every=7\n"),
                        "x.ini:8: 'hog-every' needs a 'hog' in [load]");
}

#define FAULTS(conns, rest) \
    HEAD "[load]\nconnections = " conns "\n[target]\n" rest

static void faults_must_be_sure(void **unused)
{
    (void)unused;
    assert_string_equal(complaint(FAULTS("4", "faults-every = 4\n")),
                        "x.ini:7: 'faults-every' needs 'faults' in [target]");
    assert_string_equal(
        complaint(FAULTS("100", "faults = /fault/body, /fault/long\n")),
        "x.ini:7: '/fault/long' is no fault that always ends in the same way; "
        "/fault/stall, /fault/reset and /fault/body are");
    assert_string_equal(
        complaint(FAULTS("100, 99", "faults = /fault/body\n")),
        "x.ini:5: of 99 connections none would fetch the 'faults': every "
        "100th does");
    assert_string_equal(
        complaint(HEAD "[load]\nconnections = 100\nidle = 1\n[target]\n"
                       "faults = /fault/body\n"),
        "x.ini:8: 'faults' do not go with 'idle' connections");
    assert_string_equal(
        complaint(HEAD "mode = rate\n[load]\nconnections = 100\nrate = 1000\n"
                       "[target]\nfaults = /fault/body\n"),
        "x.ini:9: 'faults' has no meaning with mode = rate");
}

static void lists_must_make_points(void **unused)
{
    (void)unused;
    assert_string_equal(
        complaint(GOOD "idle = 0, 5\nrequests-per-connection = 1\n"),
        "x.ini:6: 'idle' is for connections that are kept, and "
        "'requests-per-connection' is given");
    assert_string_equal(complaint(GOOD "idle = 5\n[time]\nwarmup = 0ms\n"),
                        "x.ini:6: 'idle' needs a warm-up: the load begins when "
                        "all connections are open");
    assert_string_equal(complaint(GOOD "[target]\nsize = 16\n"),
                        "x.ini:7: 'size' is given, and no path has {size} in "
                        "it");
    assert_string_equal(
        complaint(GOOD "[target]\npath = /bytes/{size}\n"),
        "x.ini:7: the path has {size} in it, and there is no 'size' in "
        "[target]");
    assert_string_equal(
        complaint(GOOD "[target]\npath = /bytes/{sise}\nsize = 1\n"),
        "x.ini:7: '{sise}' is neither {size} nor {pieces} nor {delay}");
    assert_string_equal(
        complaint(GOOD "[target]\npath = /bytes/{size}?delay={delay}\n"
                       "size = mixed\ndelay = constant\n"),
        "x.ini:9: 'delay' does not go with a size that is mixed");
    assert_string_equal(
        complaint(GOOD "[target]\npath = /x/{size}\nsize = 1\n"),
        "x.ini:7: the length of the body of '/x/{size}' cannot be told from "
        "the path; give 'expect' in [target]");
    assert_string_equal(
        complaint("[scenario]\ntitle = t\nquestion = q\nmode = push\n[load]\n"
                  "connections = 4\nrate = 1000\narrivals = burst\n"
                  "[target]\npath = /push/1\n"),
        "x.ini:8: a push has no bursts: 'arrivals' is poisson or even with "
        "mode = push");
}

static void lists_are_read(void **unused)
{
    static struct scenario s;
    char error[SCENARIO_ERROR_MAX];

    (void)unused;
    place_write("x.ini", "[scenario]\ntitle = t\nquestion = q\n"
                         "source = a paper\n[load]\nconnections = 8\n"
                         "idle = 0, 100, most\nthreads = cpus\n[target]\n"
                         "path = /stream/{size}?pieces={pieces}\n"
                         "size = 4096\npieces = 1, 16\n");
    assert_int_equal(scenario_find(&s, "x.ini", error), 0);
    assert_string_equal(s.source, "a paper");
    assert_int_equal(s.sweeps[SWEEP_IDLE].count, 3);
    assert_true(s.sweeps[SWEEP_IDLE].values[2] == SCENARIO_NO_COUNT);
    assert_true(s.sweeps[SWEEP_THREADS].values[0] == SCENARIO_NO_COUNT);
    assert_int_equal(s.sweeps[SWEEP_PIECES].values[1], 16);
    assert_int_equal(s.sweeps[SWEEP_RATE].count, 0);
    assert_false(s.delay.given);
}

static void files_must_be_there(void **unused)
{
    static struct scenario s;
    char error[SCENARIO_ERROR_MAX];

    (void)unused;
    assert_int_equal(scenario_find(&s, "./y.ini", error), -ENOENT);
    assert_string_equal(error,
                        "./y.ini: cannot be read: No such file or directory");
    assert_int_equal(scenario_find(&s, "./Y y.ini", error), -EINVAL);
    assert_string_equal(error, "./Y y.ini: the name of a scenario file is 1 "
                               "to 63 of a-z, 0-9, '-' and '_', and .ini");
    assert_int_equal(scenario_find(&s, "keepalve", error), -EINVAL);
    assert_string_equal(
        error, "unknown scenario 'keepalve'; did you mean "
               "'keepalive'? (there are: burst, churn, cores, "
               "fanout, faults, hog, idle, keepalive, memory, push, rate, "
               "sizes, slow, stream, think; or give the path of a "
               "file)");
}

static void values_are_read(void **unused)
{
    static struct scenario s;
    char error[SCENARIO_ERROR_MAX];

    (void)unused;
    place_write("x.ini", "; comment\n[scenario]\ntitle = a title\n"
                         "question = a long\n   question?\n[load]\n"
                         "connections = 1, 64 ,512\nrequests-per-connection=3\n"
                         "timeout = 1.5s ; inline\n[target]\n"
                         "path = /bytes/7, /delay/50, /stream/9?delay=1\n");
    assert_int_equal(scenario_find(&s, "x.ini", error), 0);
    assert_string_equal(s.name, "x");
    assert_string_equal(s.title, "a title");
    assert_string_equal(s.question, "a long question?");
    assert_int_equal(s.mode, SCENARIO_CLOSED);
    assert_int_equal(s.sweeps[SWEEP_CONNECTIONS].count, 3);
    assert_int_equal(s.sweeps[SWEEP_CONNECTIONS].values[1], 64);
    assert_int_equal(s.quick_connections.count, 3);
    assert_int_equal(s.requests_per_connection, 3);
    assert_int_equal(s.requests, SCENARIO_NO_COUNT);
    assert_int_equal(s.timeout, 1500 * CLOCK_MS);
    assert_int_equal(s.window, CLOCK_S);
    assert_int_equal(s.paths.count, 3);
    assert_string_equal(s.paths.values[1], "/delay/50");
    assert_int_equal(scenario_expected(&s, 0), 7);
    assert_int_equal(scenario_expected(&s, 1), 128);
    assert_int_equal(scenario_expected(&s, 2), 9);
}

static void pauses_and_hogs_are_read(void **unused)
{
    static struct scenario s;
    char error[SCENARIO_ERROR_MAX];

    (void)unused;
    place_write("x.ini", HEAD "mode = think\n[load]\nconnections = 1000\n"
                              "think = 100ms\npauses = even\nhog = 1ms\n"
                              "hog-every = 50\n");
    assert_int_equal(scenario_find(&s, "x.ini", error), 0);
    assert_int_equal(s.mode, SCENARIO_THINK);
    assert_int_equal(s.think, 100 * CLOCK_MS);
    assert_int_equal(s.pauses, PAUSES_EVEN);
    assert_int_equal(s.hog, CLOCK_MS);
    assert_int_equal(s.hog_every, 50);
}

static void defaults_are_allowed(void **unused)
{
    const struct scenario_key *keys = scenario_keys();
    static struct scenario s;

    (void)unused;
    for (int i = 0; i < SCENARIO_KEYS; i++)
        if (keys[i].fallback)
            assert_int_equal(scenario_set(&s, &keys[i], keys[i].fallback), 0);
}

static void catalogue_is_in_order(void **unused)
{
    static const char *const names[] = {
        "keepalive", "churn", "fanout", "rate",   "push",
        "think",     "hog",   "idle",   "sizes",  "stream",
        "slow",      "cores", "burst",  "faults", "memory"};
    enum { COUNT = sizeof names / sizeof *names };
    char error[SCENARIO_ERROR_MAX];
    struct scenario *list;

    (void)unused;
    assert_int_equal(scenario_catalogue(&list, error), COUNT);
    for (int i = 0; i < COUNT; i++)
        assert_string_equal(list[i].name, names[i]);
    free(list);
}

/* scenarios/README.md says what the program reads. */
static void page_is_up_to_date(void **unused)
{
    char *made = NULL, *kept = NULL;
    size_t made_size = 0, kept_size = 0, n;
    FILE *out = open_memstream(&made, &made_size);
    FILE *in = fopen(MUXBENCH_DATA_DIR "/scenarios/README.md", "r");

    (void)unused;
    assert_non_null(out);
    assert_non_null(in);
    scenario_print_markdown(out);
    assert_int_equal(fclose(out), 0);
    kept = calloc(1, made_size + 2);
    assert_non_null(kept);
    n = fread(kept, 1, made_size + 1, in);
    fclose(in);
    kept_size = n;
    assert_int_equal(kept_size, made_size);
    assert_string_equal(kept, made);
    free(made);
    free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_words_are_named),
        cmocka_unit_test(wrong_values_are_named),
        cmocka_unit_test(wrong_lines_are_named),
        cmocka_unit_test(keys_must_fit_together),
        cmocka_unit_test(faults_must_be_sure),
        cmocka_unit_test(lists_must_make_points),
        cmocka_unit_test(lists_are_read),
        cmocka_unit_test(files_must_be_there),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(pauses_and_hogs_must_fit),
        cmocka_unit_test(pauses_and_hogs_are_read),
        cmocka_unit_test(defaults_are_allowed),
        cmocka_unit_test(catalogue_is_in_order),
        cmocka_unit_test(page_is_up_to_date),
    };

    return cmocka_run_group_tests(tests, place_enter, place_leave);
}
