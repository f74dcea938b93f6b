/* validity: what makes a round invalid, and the verdict on a cell. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/record.h"
#include "harness/validity.h"

static const struct validity_load closed = {.closed = true, .at_once = 10};

/* 10 connections, all busy: 10,000 answers of 1 ms each in a second. */
static struct record good(void)
{
    struct record r;

    record_init(&r);
    r.ok = true;
    r.connections = 10;
    r.window_ns = 1000000000;
    r.requests = r.service.total = 10000;
    r.service.mean = 1000000;
    r.service.max = 2000000;
    r.total =
        (struct totals){.ok = 11000, .body_bytes = 11000 * 128, .opened = 10};
    r.server_connections = 10;
    r.server_requests = 11000;
    r.server_body_bytes = 11000 * 128;
    return r;
}

static struct validity_verdict round_verdict(const struct record *r)
{
    struct validity_verdict v;

    validity_round(r, &closed, &v);
    return v;
}

static void a_good_round_is_valid(void **unused)
{
    struct record r = good();

    (void)unused;
    assert_int_equal(round_verdict(&r).count, 0);
    assert_int_equal(round_verdict(&r).level, VALIDITY_VALID);
}

/* All that is wrong is told, not the first thing only. */
static void counts_must_agree(void **unused)
{
    struct record r = good();
    struct validity_verdict v;

    (void)unused;
    r.server_requests--;
    r.server_body_bytes -= 128;
    v = round_verdict(&r);
    assert_int_equal(v.level, VALIDITY_INVALID);
    assert_int_equal(v.count, 2);
    assert_int_equal(v.findings[0].fault, FAULT_COUNTS);
    assert_string_equal(
        v.findings[0].text,
        "client and server do not agree: 11000 and 10999 requests");
    assert_non_null(strstr(v.findings[1].text, "bytes of body"));
    r.server_requests = RECORD_NONE; /* a server that is not ours */
    assert_int_equal(round_verdict(&r).count, 0);
}

static struct validity_verdict faults_verdict(const struct record *r)
{
    static const struct validity_load load = {.closed = true,
                                              .faults_every = 10};
    struct validity_verdict v;

    validity_round(r, &load, &v);
    return v;
}

/* Nothing is excused that was not ordered; what was ordered has to come. */
static void faults_must_be_ordered(void **unused)
{
    struct record r = good();

    (void)unused;
    assert_string_equal(faults_verdict(&r).findings[0].text,
                        "faults were ordered, and none has come");
    assert_int_equal(faults_verdict(&r).level, VALIDITY_INVALID);
    memset(r.server_faults, 0, sizeof r.server_faults);
    r.total.ordered[ORDERED_STALL] = r.server_faults[ORDERED_STALL] = 3;
    assert_int_equal(faults_verdict(&r).count, 0);
    assert_string_equal(
        round_verdict(&r).findings[0].text,
        "3 requests are excused as faults, and none was ordered");
    r.total.ordered[ORDERED_STALL]--;
    r.total.ordered[ORDERED_CUT]++;
    assert_int_equal(faults_verdict(&r).count, 2);
    assert_int_equal(faults_verdict(&r).findings[0].fault, FAULT_COUNTS);
    assert_string_equal(
        faults_verdict(&r).findings[0].text,
        "client and server do not agree: 2 and 3 faults: stalled");
}

/* They are under way as well, and can be until after the window. */
static void faults_take_their_time(void **unused)
{
    struct record r = good();

    (void)unused;
    memset(r.server_faults, 0, sizeof r.server_faults);
    r.total.ordered[ORDERED_STALL] = r.server_faults[ORDERED_STALL] = 4;
    r.service.total = 9000;
    r.ordered.total = 4;
    r.ordered.mean = r.ordered.max = 250000000;
    assert_true(fabs(validity_busy(&r) - 1) < 1e-9);
    assert_int_equal(faults_verdict(&r).count, 0);
    r.ordered.total = 5;
    assert_int_equal(faults_verdict(&r).count, 0);
    r.ordered.total = 6;
    assert_int_equal(faults_verdict(&r).findings[0].fault, FAULT_LITTLE);
}

static void ordered_faults_are_noted(void **unused)
{
    struct record r = good();
    const struct record *one = &r;
    struct validity_verdict v;

    (void)unused;
    r.total.ordered[ORDERED_STALL] = 4;
    r.total.ordered[ORDERED_CUT] = 5;
    r.total.ordered[ORDERED_WRONG] = 6;
    validity_rounds(&one, 1, &v);
    assert_int_equal(v.level, VALIDITY_VALID);
    assert_int_equal(v.count, 1);
    assert_string_equal(v.findings[0].text,
                        "faults that were ordered, and are neither answers nor "
                        "failures: 4 stalled, 5 cut off, 6 wrong");
}

/* Only the requests that were under way when the window began can bring rho
 * above 1. */
static void no_more_than_all_can_be_busy(void **unused)
{
    struct record r = good();

    (void)unused;
    r.service.mean = 1011000;
    assert_int_equal(round_verdict(&r).count, 0);
    r.service.mean = 1013000;
    assert_int_equal(round_verdict(&r).findings[0].fault, FAULT_LITTLE);
    assert_int_equal(round_verdict(&r).level, VALIDITY_INVALID);
    assert_string_equal(round_verdict(&r).findings[0].text,
                        "by Little's law 1.013 of the connections were busy, "
                        "which is impossible beyond 1.012: a fault of clock or "
                        "stamps");
    r.service.max = 300000000;
    assert_int_equal(round_verdict(&r).count, 0);
}

static void stamps_are_in_order(void **unused)
{
    static const struct {
        struct sample sample;
        bool backwards, pushed;
    } cases[] = {
        {{.due = 1, .start = 2, .first = 3, .done = 4}, false, false},
        {{.due = 2, .start = 2, .first = 2, .done = 2}, false, false},
        {{.due = 1, .start = 2, .done = 4}, false, false}, /* no byte came */
        {{.due = 9, .start = 8}, false, false},            /* not used */
        {{.due = 3, .start = 2, .first = 3, .done = 4}, true, false},
        {{.due = 1, .start = 4, .first = 3, .done = 5}, true, false},
        {{.due = 1, .start = 2, .first = 5, .done = 4}, true, false},
        {{.due = 1, .start = 5, .done = 4}, true, false},
        {{.due = 5, .taken = 6, .start = 2, .done = 7}, false, true},
        {{.due = 0, .taken = 0, .start = 2, .done = 7}, false, true},
        {{.due = 6, .taken = 5, .start = 2, .done = 7}, true, true},
        {{.due = 5, .taken = 8, .start = 2, .done = 7}, true, true},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(
            validity_backwards(&cases[i].sample, 1, cases[i].pushed),
            cases[i].backwards);
}

/* The verdict on a cell of these rounds, of which nothing else is known. */
static struct validity_verdict rounds_verdict(const struct record *rounds,
                                              size_t count)
{
    const struct record *list[16];
    struct validity_verdict v;

    for (size_t i = 0; i < count; i++)
        list[i] = &rounds[i];
    validity_rounds(list, count, &v);
    return v;
}

/* The other rounds prove nothing. */
static void one_wrong_answer_condemns_a_cell(void **unused)
{
    static const enum validity_fault all[] = {
        FAULT_NONE,   FAULT_ANSWERS, FAULT_COUNTS,      FAULT_CLOCK,
        FAULT_LITTLE, FAULT_ERRORS,  FAULT_CONNECTIONS, FAULT_WINDOW};
    struct record rounds[12];
    struct validity_verdict v;

    (void)unused;
    for (size_t i = 0; i < 12; i++)
        rounds[i] = good();
    assert_int_equal(rounds_verdict(rounds, 12).count, 0);
    rounds[7].ok = false;
    strcpy(rounds[7].reason, "why");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool condemns = i >= 1 && i <= 4;

        assert_int_equal(fault_of(fault_name(all[i])), all[i]);
        strcpy(rounds[7].fault, fault_name(all[i]));
        v = rounds_verdict(rounds, 12);
        assert_int_equal(v.level, condemns ? VALIDITY_INVALID : VALIDITY_VALID);
        assert_string_equal(v.findings[0].text,
                            condemns ? "in 1 of 12 rounds: why"
                                     : "1 of 12 rounds failed and do not "
                                       "count: why");
    }
}

static void half_of_the_rounds_must_be_good(void **unused)
{
    struct record rounds[4] = {good(), good(), good(), good()};

    (void)unused;
    rounds[0].ok = rounds[1].ok = false;
    strcpy(rounds[0].reason, "why");
    assert_string_equal(rounds_verdict(rounds, 4).findings[0].text,
                        "2 of 4 rounds failed: why");
    assert_int_equal(rounds_verdict(rounds, 4).level, VALIDITY_INVALID);
    rounds[1].ok = true;
    assert_int_equal(rounds_verdict(rounds, 4).level, VALIDITY_VALID);
}

/* One in 10,000. */
static void few_requests_may_fail(void **unused)
{
    struct record rounds[4] = {good(), good(), good(), good()};

    (void)unused;
    rounds[0].ok = false;
    strcpy(rounds[0].fault, "errors");
    rounds[0].total.failed = 4; /* of 44,004 */
    assert_int_equal(rounds_verdict(rounds, 4).level, VALIDITY_VALID);
    rounds[0].total.failed = 5;
    assert_int_equal(rounds_verdict(rounds, 4).level, VALIDITY_INVALID);
    strcpy(rounds[0].reason, "why");
    assert_string_equal(rounds_verdict(rounds, 4).findings[0].text,
                        "5 of 44005 requests failed, more than 0.01 %: why");
}

static struct validity_cell good_cell(void)
{
    return (struct validity_cell){.load = closed,
                                  .busy = 1,
                                  .mean_ns = 1e6,
                                  .server = {0.5, NAN, NAN, NAN},
                                  .connections = 10,
                                  .overflows = RECORD_NONE};
}

static struct validity_verdict cell_verdict(const struct validity_cell *c)
{
    struct validity_verdict v = {.level = VALIDITY_VALID};

    validity_cell(c, &v);
    return v;
}

static void hidden_idling_is_suspect(void **unused)
{
    struct validity_cell c = good_cell();

    (void)unused;
    assert_int_equal(cell_verdict(&c).count, 0);
    c.busy = 0.89;
    c.longest = 0.02;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_VALID);
    c.longest = 0;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_SUSPECT);
    assert_int_equal(cell_verdict(&c).findings[0].fault, FAULT_LITTLE);
    c.load.control = true;
    assert_int_equal(cell_verdict(&c).count, 0);
    c.load = (struct validity_load){.closed = false};
    assert_int_equal(cell_verdict(&c).count, 0);
}

/* What the model cannot do, a pause, a close: it is known or told. */
static void idling_by_design_is_no_fault(void **unused)
{
    struct validity_cell c = good_cell();

    (void)unused;
    c.load.at_once = 1;
    c.busy = 0.099;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_VALID);
    assert_non_null(strstr(cell_verdict(&c).findings[0].text,
                           "1 of 10 requests under way"));
    c.busy = 0.08;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_SUSPECT);
    c = good_cell();
    c.load.think_ns = 3000000;
    c.busy = 0.24;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_VALID);
    c.busy = 0.2;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_SUSPECT);
    c.load = closed;
    c.load.churns = true;
    assert_int_equal(cell_verdict(&c).level, VALIDITY_VALID);
    assert_int_equal(cell_verdict(&c).count, 1);
    assert_string_equal(cell_verdict(&c).findings[0].text,
                        "by Little's law 0.200 of the connections were busy: "
                        "the rest of the time they were closed and opened, "
                        "which is no service time");
}

static void surroundings_are_suspect(void **unused)
{
    struct validity_cell c = good_cell();
    struct validity_verdict v;

    (void)unused;
    c.server.worked = 0.9;
    c.overflows = 3;
    c.twin = "the twin";
    c.unsteady = "the windows";
    v = cell_verdict(&c);
    assert_int_equal(v.level, VALIDITY_SUSPECT);
    assert_int_equal(v.count, 4);
    assert_memory_equal(v.findings[0].text, "server-bound (", 14);
    assert_non_null(strstr(v.findings[1].text, "overflowed 3 times"));
    assert_string_equal(v.findings[2].text, "the twin");
    assert_string_equal(v.findings[3].text, "the windows");
    c.server.worked = NAN;
    c.overflows = 0;
    c.twin = c.unsteady = NULL;
    c.busy = NAN;
    assert_int_equal(cell_verdict(&c).count, 0);
}

/* 1.5 times the load, where it is kept from its CPU. */
static void a_server_without_a_reserve_is_a_limit(void **unused)
{
    static const struct {
        struct validity_server server;
        bool bound;
    } cases[] = {
        {{.89, 0, NAN, NAN}, false},   {{.9, 0, NAN, NAN}, true},
        {{.9, NAN, NAN, NAN}, true},   {{NAN, NAN, NAN, NAN}, false},
        {{.7, .09, NAN, NAN}, false},  {{.33, .34, NAN, NAN}, true},
        {{.33, .33, NAN, NAN}, false}, {{.3, 0, .89, NAN}, false},
        {{.3, 0, .9, NAN}, true},      {{NAN, NAN, .9, NAN}, true},
        {{.3, 0, .6, 1.5}, false},     {{.3, 0, .6, 1.49}, true},
        {{NAN, NAN, NAN, 1.49}, true},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(validity_server_bound(&cases[i].server),
                         cases[i].bound);
}

/* What was measured is told, and nothing else. */
static void figures_of_the_server_are_told(void **unused)
{
    struct validity_cell c = good_cell();

    (void)unused;
    c.server.reserve = 1.26;
    assert_memory_equal(cell_verdict(&c).findings[0].text,
                        "server-bound (worked 50 % of its time, capacity 1.3 "
                        "times the rate): ",
                        67);
    c.server = (struct validity_server){.5, .1, .95, NAN};
    assert_memory_equal(cell_verdict(&c).findings[0].text,
                        "server-bound (worked 50 % of its time, waited for a "
                        "CPU 10 %, busiest thread 95 %): ",
                        84);
}

/* A timeout may be the machine's fault. */
static void wrong_answers_are_told_from_errors(void **unused)
{
    (void)unused;
    assert_true(validity_is_wrong(EILSEQ));
    assert_true(validity_is_wrong(EBADMSG));
    assert_true(validity_is_wrong(ENOMSG));
    assert_false(validity_is_wrong(ETIMEDOUT));
    assert_false(validity_is_wrong(ECONNRESET));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_round_is_valid),
        cmocka_unit_test(counts_must_agree),
        cmocka_unit_test(faults_must_be_ordered),
        cmocka_unit_test(faults_take_their_time),
        cmocka_unit_test(ordered_faults_are_noted),
        cmocka_unit_test(no_more_than_all_can_be_busy),
        cmocka_unit_test(stamps_are_in_order),
        cmocka_unit_test(one_wrong_answer_condemns_a_cell),
        cmocka_unit_test(half_of_the_rounds_must_be_good),
        cmocka_unit_test(few_requests_may_fail),
        cmocka_unit_test(hidden_idling_is_suspect),
        cmocka_unit_test(idling_by_design_is_no_fault),
        cmocka_unit_test(surroundings_are_suspect),
        cmocka_unit_test(a_server_without_a_reserve_is_a_limit),
        cmocka_unit_test(figures_of_the_server_are_told),
        cmocka_unit_test(wrong_answers_are_told_from_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
