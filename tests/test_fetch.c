/* fetch: lists and loads with several workers, and their interruption. */
/* tsan */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/fetch.h"
#include "harness/fetch_show.h"
#include "harness/histogram.h"

/* A row that needs no network: it answers 200 with an empty body. */
static struct fetch_order order_of(const char *const *urls, int count)
{
    return (struct fetch_order){.backend = backend_find("null"),
                                .urls = urls,
                                .url_count = count,
                                .connections = 1,
                                .threads = 1,
                                .requests = UINT64_MAX,
                                .duration_ns = CLOCK_NEVER,
                                .timeout_ns = CLOCK_NEVER};
}

static void count_page(void *data, const struct fetch_page *page)
{
    int *count = data;

    assert_true(page->ended);
    (*count)++;
}

static void a_list_fetches_every_page_once(void **unused)
{
    static const char *const urls[] = {
        "http://127.0.0.1:1/a", "http://no.such.invalid/b",
        "http://127.0.0.2:1/c", "http://127.0.0.1:1/a"};
    struct fetch_order order = order_of(urls, 4);
    struct fetch fetch;
    struct fetch_result result;
    char error[FETCH_ERROR_MAX];
    int count = 0;

    (void)unused;
    order.connections = 4;
    order.threads = 4;
    assert_int_equal(fetch_init(&fetch, &order, error), 0);
    assert_int_equal(fetch.job.connections, 3);
    assert_int_equal(fetch.job.threads, 3);
    fetch.on_page = count_page;
    fetch.data = &count;
    fetch_begin(&fetch);
    assert_int_equal(fetch_run(&fetch), 0);
    assert_int_equal(fetch_finish(&fetch, &result), 0);
    assert_int_equal(count, 4);
    assert_int_equal(result.tally.ok, 3);
    assert_int_equal(result.tally.failed, 1);
    assert_int_equal(result.tally.errors[0].error, FETCH_UNRESOLVED);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(fetch.pages[i].url, urls[i]);
        assert_true(fetch.pages[i].ended);
        assert_int_equal(fetch.pages[i].sample.status, i == 1 ? 0 : 200);
    }
    assert_non_null(strstr(fetch.pages[1].unresolved, "no.such.invalid"));
    assert_null(strstr(fetch.pages[1].unresolved, "http:"));
    fetch_tally_free(&result.tally);
    fetch_free(&fetch);
}

static void a_list_of_nothing_but_unknown_hosts_ends(void **unused)
{
    static const char *const urls[] = {"http://no.such.invalid/b"};
    const struct fetch_order order = order_of(urls, 1);
    struct fetch fetch;
    struct fetch_result result;
    char error[FETCH_ERROR_MAX];

    (void)unused;
    assert_int_equal(fetch_init(&fetch, &order, error), 0);
    fetch_begin(&fetch);
    assert_int_equal(fetch_run(&fetch), 0);
    assert_int_equal(fetch_finish(&fetch, &result), 0);
    assert_int_equal(result.tally.failed, 1);
    assert_int_equal(result.elapsed_ns, 0);
    fetch_tally_free(&result.tally);
    fetch_free(&fetch);
}

static void check_refused(bool load, const char *url, int expected)
{
    const char *const urls[] = {"http://127.0.0.1:1/a", url};
    struct fetch_order order = order_of(urls, 2);
    struct fetch fetch;
    char error[FETCH_ERROR_MAX] = "";

    order.load = load;
    assert_int_equal(fetch_init(&fetch, &order, error), expected);
    assert_non_null(strstr(error, url));
    fetch_free(&fetch);
}

static void bad_urls_are_refused(void **unused)
{
    (void)unused;
    check_refused(false, "ftp://127.0.0.1/", -EINVAL);
    check_refused(true, "ftp://127.0.0.1/", -EINVAL);
    check_refused(true, "http://no.such.invalid/", -EHOSTUNREACH);
}

static void a_load_counts_all_of_all_workers(void **unused)
{
    static const char *const urls[] = {"http://127.0.0.1:1/a",
                                       "http://127.0.0.1:1/b"};
    struct fetch_order order = order_of(urls, 2);
    struct fetch fetch;
    struct fetch_result result;
    char error[FETCH_ERROR_MAX];
    json_t *json;

    (void)unused;
    order.load = true;
    order.connections = 8;
    order.threads = 4;
    order.requests = 20000;
    assert_int_equal(fetch_init(&fetch, &order, error), 0);
    fetch_begin(&fetch);
    assert_int_equal(fetch_run(&fetch), 0);
    assert_int_equal(fetch_finish(&fetch, &result), 0);
    assert_int_equal(result.tally.ok, 20000);
    assert_int_equal(result.tally.latency->total, 20000);
    assert_in_range(result.connected_most, 1, 8);
    json = fetch_json(&fetch, &result);
    assert_int_equal(json_integer_value(json_object_get(json, "ok")), 20000);
    assert_null(json_object_get(json, "results"));
    json_decref(json);
    fetch_tally_free(&result.tally);
    fetch_free(&fetch);
}

/* Runs a load until it is stopped. */
static void *run_load(void *data)
{
    struct fetch *fetch = data;

    assert_int_equal(fetch_run(fetch), 0);
    return NULL;
}

static void a_load_can_be_interrupted(void **unused)
{
    static const char *const urls[] = {"http://127.0.0.1:1/a"};
    struct fetch_order order = order_of(urls, 1);
    struct fetch fetch;
    struct fetch_result at, end;
    char error[FETCH_ERROR_MAX];
    pthread_t thread;

    (void)unused;
    order.load = true;
    order.connections = 4;
    order.threads = 4;
    assert_int_equal(fetch_init(&fetch, &order, error), 0);
    fetch_begin(&fetch);
    assert_int_equal(pthread_create(&thread, NULL, run_load, &fetch), 0);
    clock_sleep_until(clock_now() + 20 * CLOCK_MS);
    assert_int_equal(fetch_interrupt(&fetch, &at), 0);
    job_stop(&fetch.job, JOB_ASKED);
    pthread_join(thread, NULL);
    assert_true(at.interrupted);
    assert_true(at.opened == FETCH_NONE);
    assert_int_equal(fetch_finish(&fetch, &end), 0);
    assert_true(end.tally.ok >= at.tally.ok);
    assert_int_equal(end.tally.ok, fetch.job.totals.ok);
    fetch_tally_free(&at.tally);
    fetch_tally_free(&end.tally);
    fetch_free(&fetch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_fetches_every_page_once),
        cmocka_unit_test(a_list_of_nothing_but_unknown_hosts_ends),
        cmocka_unit_test(bad_urls_are_refused),
        cmocka_unit_test(a_load_counts_all_of_all_workers),
        cmocka_unit_test(a_load_can_be_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
