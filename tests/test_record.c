/* record: lines out and in, damaged lines, whole files. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/histogram.h"
#include "harness/record.h"
#include "harness/record_errno.h"

static void fill(struct record *r)
{
    struct histogram *h = NULL;

    record_init(r);
    r->round = 7, r->block = 2, r->order = 3;
    strcpy(r->scenario, "keepalive");
    strcpy(r->point, "conns=64");
    r->connections = 64, r->threads = 1;
    strcpy(r->backend, "epoll");
    r->twin = true, r->ok = true;
    strcpy(r->uses, "epoll, level-triggered");
    r->at_ns = 12345, r->probe_ns = 42000, r->bins.there = true;
    for (unsigned i = 0; i < RECORD_BINS; i++)
        r->bins.counts[i] = 240 + i;
    r->window_ns = 1000000007, r->requests = 5000;
    r->body_bytes = 640000;
    assert_true(record_count_error(r, ETIMEDOUT, 2));
    assert_true(record_count_error(r, ETIMEDOUT, 1));
    assert_true(record_count_error(r, 4711, 9));
    assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
    for (unsigned i = 1; i <= 5000; i++)
        histogram_record(h, i * UINT64_C(1000));
    assert_int_equal(record_set_service(r, h), 0);
    histogram_destroy(h);
    r->client.cpu_user_ns = 400, r->client.cpu_sys_ns = 600;
    r->server_cpu_ns = 800;
    r->total = (struct totals){
        .ok = 5100, .failed = 3, .body_bytes = 652800, .opened = 64};
    r->connected_most = 64;
}

static void assert_same(const struct record *a, const struct record *b)
{
    char *x = record_to_line(a), *y = record_to_line(b);

    assert_non_null(x);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

static void a_line_comes_back_as_it_went(void **unused)
{
    struct record r, back;
    char error[160], *line;

    (void)unused;
    fill(&r);
    line = record_to_line(&r);
    assert_non_null(line);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_int_equal(record_from_line(&back, line, error, sizeof error), 0);
    assert_same(&r, &back);
    assert_int_equal(back.window_ns, 1000000007);
    assert_true(back.makespan_ns == RECORD_NONE);
    assert_true(back.client.switches_forced == RECORD_NONE);
    assert_true(back.server_requests == RECORD_NONE);
    assert_int_equal(back.probe_ns, 42000);
    assert_true(back.window_asked_ns == RECORD_NONE);
    assert_true(back.bins.there);
    assert_int_equal(back.bins.counts[19], 259);
    assert_int_equal(back.error_count, 2);
    assert_int_equal(back.errors[0].error, ETIMEDOUT);
    assert_int_equal(back.errors[0].count, 3);
    assert_int_equal(back.errors[1].error, 4711);
    free(line);
    record_free(&r);
    record_free(&back);
}

/* Null means "not measured"; a group without any number is null itself. */
static void what_was_not_measured_is_null(void **unused)
{
    struct record r;
    char *line;
    json_t *json;

    (void)unused;
    record_init(&r);
    line = record_to_line(&r);
    json = json_loads(line, 0, NULL);
    assert_non_null(json);
    assert_true(json_is_null(json_object_get(json, "reason")));
    assert_true(json_is_null(json_object_get(json, "requests")));
    assert_true(json_is_null(json_object_get(json, "service")));
    assert_true(json_is_null(json_object_get(json, "client")));
    assert_true(json_is_null(json_object_get(json, "server")));
    assert_true(json_is_null(json_object_get(json, "total")));
    assert_int_equal(json_object_size(json_object_get(json, "errors")), 0);
    json_decref(json);
    free(line);
    r.server_cpu_ns = 0;
    line = record_to_line(&r);
    assert_non_null(strstr(line, "\"server\":{\"cpu_ns\":0,\"wait_ns\":null,"
                                 "\"connections\":null,"));
    free(line);
    record_free(&r);
}

/* 10 requests beyond it, or no percentile. */
static void percentiles_need_requests_beyond(void **unused)
{
    static const struct {
        unsigned n;
        bool p50, p90, p99, p999;
    } cases[] = {
        {19, false, false, false, false}, {20, true, false, false, false},
        {99, true, false, false, false},  {100, true, true, false, false},
        {999, true, true, false, false},  {1000, true, true, true, false},
        {9999, true, true, true, false},  {10000, true, true, true, true},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct histogram *h = NULL;
        struct record r;

        record_init(&r);
        assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
        for (unsigned n = 1; n <= cases[i].n; n++)
            histogram_record(h, n);
        assert_int_equal(record_set_service(&r, h), 0);
        assert_int_equal(r.service.p50 != RECORD_NONE, cases[i].p50);
        assert_int_equal(r.service.p90 != RECORD_NONE, cases[i].p90);
        assert_int_equal(r.service.p99 != RECORD_NONE, cases[i].p99);
        assert_int_equal(r.service.p999 != RECORD_NONE, cases[i].p999);
        histogram_destroy(h);
        record_free(&r);
    }
}

static void the_histogram_can_be_had_again(void **unused)
{
    struct histogram *h = NULL;
    struct record r;

    (void)unused;
    record_init(&r);
    assert_int_equal(record_times_histogram(&r.service, &h), -ENOENT);
    assert_int_equal(record_set_service(&r, NULL), 0);
    assert_null(r.service.hdr);
    fill(&r);
    assert_int_equal(record_times_histogram(&r.service, &h), 0);
    assert_int_equal(h->total, 5000);
    assert_int_equal(r.service.total, 5000);
    assert_int_equal(r.service.p50, histogram_value_at_percentile(h, 50));
    assert_int_equal(r.service.p99, histogram_value_at_percentile(h, 99));
    histogram_destroy(h);
    record_free(&r);
}

static void text_that_is_not_utf8_is_written_as_question_marks(void **unused)
{
    struct record r;
    char *line;

    (void)unused;
    record_init(&r);
    strcpy(r.reason, "cut inside \xc3");
    strcpy(r.uses, "whole \xc3\xa9");
    line = record_to_line(&r);
    assert_non_null(line);
    assert_non_null(strstr(line, "\"cut inside ?\""));
    assert_non_null(strstr(line, "\"whole \xc3\xa9\""));
    free(line);
    record_free(&r);
}

static void errors_have_room_for_so_many(void **unused)
{
    struct record r;

    (void)unused;
    record_init(&r);
    for (int i = 1; i <= RECORD_ERRORS_MAX; i++)
        assert_true(record_count_error(&r, i, 1));
    assert_false(record_count_error(&r, RECORD_ERRORS_MAX + 1, 1));
    assert_true(record_count_error(&r, 1, 1));
    assert_int_equal(r.errors[0].count, 2);
    record_free(&r);
}

static void errno_names_come_back(void **unused)
{
    static const int errors[] = {ECONNREFUSED, EBADMSG, EPROTO, EMSGSIZE,
                                 EILSEQ,       ENOMSG,  4711};
    char room[32];

    (void)unused;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        assert_int_equal(errors[i], record_errno_value(record_errno_name(
                                        errors[i], room, sizeof room)));
    assert_string_equal(record_errno_name(ETIMEDOUT, room, sizeof room),
                        "ETIMEDOUT");
    assert_int_equal(record_errno_value("ENONSENSE"), 0);
    assert_int_equal(record_errno_value("errno 12x"), 0);
    assert_int_equal(record_errno_value("errno -5"), 0);
}

/* Replace `from` by `to` in a good line; its error must name `what`. */
static void assert_refused(const char *from, const char *to, const char *what)
{
    struct record r, back;
    char error[160] = "", *line, *changed, *at;

    fill(&r);
    line = record_to_line(&r);
    record_free(&r);
    at = strstr(line, from);
    assert_non_null(at);
    changed = malloc(strlen(line) + strlen(to) + 1);
    assert_non_null(changed);
    sprintf(changed, "%.*s%s%s", (int)(at - line), line, to, at + strlen(from));
    assert_int_equal(record_from_line(&back, changed, error, sizeof error),
                     -EINVAL);
    if (strstr(error, what) == NULL)
        fail_msg("'%s' does not name '%s'", error, what);
    record_free(&back);
    free(line);
    free(changed);
}

/* Runs from before there were these fields are read all the same. */
static void later_fields_may_lack(void **unused)
{
    static const char line[] =
        "{\"v\":1,\"round\":1,\"block\":1,\"order\":1,\"scenario\":\"s\","
        "\"point\":\"p\",\"connections\":1,\"threads\":1,\"backend\":\"b\","
        "\"twin\":false,\"ok\":true,\"reason\":null,\"uses\":\"\",\"at_ns\":1,"
        "\"window_ns\":null,\"requests\":null,\"body_bytes\":null,"
        "\"errors\":{},\"service\":null,\"client\":null,\"server\":null,"
        "\"total\":null,\"connected_most\":1,\"makespan_ns\":null,"
        "\"slowest_ns\":null,\"sum_ns\":null}\n";
    struct record r;
    char error[160] = "";

    (void)unused;
    if (record_from_line(&r, line, error, sizeof error) < 0)
        fail_msg("%s", error);
    assert_true(r.probe_ns == RECORD_NONE);
    assert_false(r.bins.there);
    record_free(&r);
}

static void damaged_lines_are_refused(void **unused)
{
    char long_text[200];

    (void)unused;
    sprintf(long_text, "\"backend\":\"%0100d\"", 0);
    assert_refused("{\"v\":1,", "[", "JSON");
    assert_refused("{\"v\":1,", "{\"v\":2,", "'v'");
    assert_refused("{\"v\":1,", "{", "'v'");
    assert_refused("\"block\":2,", "", "'block' is missing");
    assert_refused("\"block\":2,", "\"block\":2,\"block\":3,", "JSON");
    assert_refused("\"block\":2,", "\"block\":0,", "'block'");
    assert_refused("\"block\":2,", "\"block\":3e9,", "'block'");
    assert_refused("\"block\":2,", "\"block\":3000000000,", "'block'");
    assert_refused("\"threads\":1", "\"threads\":-1", "'threads'");
    assert_refused("\"twin\":true", "\"twin\":1", "'twin'");
    assert_refused("\"backend\":\"epoll\"", long_text, "'backend' is too long");
    assert_refused("\"backend\":\"epoll\"", "\"backend\":null", "'backend'");
    assert_refused("\"at_ns\":12345", "\"at_ns\":1.5", "'at_ns'");
    assert_refused("\"at_ns\":12345", "\"at_ns\":9007199254740992", "'at_ns'");
    assert_refused("\"cpu_user_ns\":400", "\"cpu_user_ns\":-1",
                   "'client.cpu_user_ns'");
    assert_refused("\"cpu_user_ns\":400,", "", "'client.cpu_user_ns'");
    assert_refused("\"client\":{", "\"x\":{", "'client' is missing");
    assert_refused("\"bins\":[240,", "\"bins\":[", "'bins'");
    assert_refused("\"bins\":[240,", "\"bins\":[-1,", "'bins'");
    assert_refused("\"probe_ns\":42000", "\"probe_ns\":-1", "'probe_ns'");
    assert_refused("\"ETIMEDOUT\":3", "\"EWHAT\":3", "'EWHAT'");
    assert_refused("\"ETIMEDOUT\":3", "\"ETIMEDOUT\":0", "'errors'");
    assert_refused("\"hdr\":\"HISTF", "\"hdr\":\"XISTF", "'service'");
    assert_refused("\"hdr\":", "\"hdx\":", "'service'");
}

static const char *file_with(const char *bytes, size_t length)
{
    static char path[] = "/tmp/muxbench-record.XXXXXX";
    FILE *file;
    int fd;

    strcpy(path + sizeof path - 7, "XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    file = fdopen(fd, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* Two good lines around damaged ones, the last one cut off. */
static void a_file_gives_what_is_whole(void **unused)
{
    struct record_list list;
    struct record r;
    char *line, *text;
    size_t length;
    const char *path;

    (void)unused;
    fill(&r);
    line = record_to_line(&r);
    text = malloc(4 * strlen(line) + 64);
    assert_non_null(text);
    length = (size_t)sprintf(text, "%snot \x1b JSON\n\n%s", line, line);
    memcpy(text + length, "{\0}\n", 4);
    memcpy(text + length + 4, line, strlen(line) / 2);
    path = file_with(text, length + 4 + strlen(line) / 2);
    assert_int_equal(record_read(&list, path), 0);
    assert_int_equal(list.count, 2);
    assert_same(&list.records[1], &r);
    assert_int_equal(list.fault_count, 4);
    assert_int_equal(list.faults[0].line, 2);
    assert_null(strchr(list.faults[0].text, '\x1b'));
    assert_int_equal(list.faults[1].line, 3);
    assert_int_equal(list.faults[2].line, 5);
    assert_non_null(strstr(list.faults[2].text, "NUL"));
    assert_int_equal(list.faults[3].line, 6);
    assert_string_equal(list.faults[3].text, "it is cut off");
    record_list_free(&list);
    unlink(path);
    free(line);
    free(text);
    record_free(&r);
}

static void a_whole_last_line_counts_without_its_end(void **unused)
{
    struct record_list list;
    struct record r;
    const char *path;
    char *line;

    (void)unused;
    fill(&r);
    line = record_to_line(&r);
    path = file_with(line, strlen(line) - 1);
    assert_int_equal(record_read(&list, path), 0);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.fault_count, 0);
    record_list_free(&list);
    unlink(path);
    free(line);
    record_free(&r);
}

/* More than one buffer of it, so that a line crosses its end. */
static void a_compressed_file_is_read_whole_or_not_at_all(void **unused)
{
    enum { LINES = 40 };
    struct record_list list;
    struct record r;
    const char *path;
    gzFile file;
    char *line;

    (void)unused;
    fill(&r);
    line = record_to_line(&r);
    path = file_with("", 0);
    file = gzopen(path, "wb");
    for (int i = 0; i < LINES; i++)
        assert_true(gzputs(file, line) > 0);
    assert_int_equal(gzclose(file), Z_OK);
    assert_int_equal(record_read(&list, path), 0);
    assert_int_equal(list.count, LINES);
    assert_same(&list.records[LINES - 1], &r);
    assert_int_equal(list.fault_count, 0);
    record_list_free(&list);
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(record_read(&list, path), -EBADMSG);
    record_list_free(&list);
    unlink(path);
    free(line);
    record_free(&r);
}

static void a_file_that_cannot_be_read_is_an_error(void **unused)
{
    struct record_list list;

    (void)unused;
    assert_int_equal(record_read(&list, "/nonexistent/rounds.jsonl"), -ENOENT);
    record_list_free(&list);
    assert_true(record_read(&list, "/tmp") < 0);
    record_list_free(&list);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_comes_back_as_it_went),
        cmocka_unit_test(what_was_not_measured_is_null),
        cmocka_unit_test(percentiles_need_requests_beyond),
        cmocka_unit_test(the_histogram_can_be_had_again),
        cmocka_unit_test(text_that_is_not_utf8_is_written_as_question_marks),
        cmocka_unit_test(errors_have_room_for_so_many),
        cmocka_unit_test(errno_names_come_back),
        cmocka_unit_test(later_fields_may_lack),
        cmocka_unit_test(damaged_lines_are_refused),
        cmocka_unit_test(a_file_gives_what_is_whole),
        cmocka_unit_test(a_whole_last_line_counts_without_its_end),
        cmocka_unit_test(a_compressed_file_is_read_whole_or_not_at_all),
        cmocka_unit_test(a_file_that_cannot_be_read_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
