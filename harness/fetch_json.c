#include "fetch_show.h"

#include <string.h>

#include "backend.h"
#include "json_build.h"

static json_t *number(uint64_t value)
{
    return value == FETCH_NONE ? json_null() : json_integer((json_int_t)value);
}

static json_t *text(const char *value)
{
    return value && *value ? json_string_nocheck(value) : json_null();
}

static json_t *latency(const struct fetch_tally *t,
                       uint64_t (*of)(const struct fetch_tally *, double))
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < FETCH_PERCENTILES; i++)
        failed |=
            json_object_set_new(object, fetch_percentiles[i].name,
                                number(of(t, fetch_percentiles[i].percentile)));
    return json_build_end(object, failed);
}

static json_t *errors(const struct fetch_tally *t)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < t->error_count; i++)
        failed |=
            json_object_set_new(object, fetch_error_words(t->errors[i].error),
                                number(t->errors[i].count));
    return json_build_end(object, failed);
}

/* Those of whole answers: {"200": 3, "404": 1}. */
static json_t *statuses(const struct fetch_tally *t)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i <= FETCH_STATUS_MAX; i++) {
        char name[12];

        if (t->statuses[i] == 0)
            continue;
        snprintf(name, sizeof name, "%d", i);
        failed |= json_object_set_new(object, name, number(t->statuses[i]));
    }
    return json_build_end(object, failed);
}

static json_t *page_json(const struct fetch_page *page)
{
    const struct sample *s = &page->sample;
    const char *error = page->unresolved ? page->unresolved
                        : s->error       ? fetch_error_words(s->error)
                                         : NULL;
    json_t *object = json_object();
    int failed = 0;

    failed |= json_object_set_new(object, "url", text(page->url));
    failed |= json_object_set_new(object, "status",
                                  s->status > 0 ? json_integer(s->status)
                                                : json_null());
    failed |= json_object_set_new(object, "bytes", number(s->bytes));
    failed |=
        json_object_set_new(object, "time_ns", number(s->done - s->start));
    failed |= json_object_set_new(object, "error", text(error));
    failed |= json_object_set_new(object, "file", text(page->file));
    return json_build_end(object, failed);
}

/* In the order of the command line. */
static json_t *pages(const struct fetch *f)
{
    json_t *array = json_array();
    int failed = 0;

    for (int i = 0; i < f->order->url_count; i++)
        if (f->pages[i].ended)
            failed |= json_array_append_new(array, page_json(&f->pages[i]));
    return json_build_end(array, failed);
}

static int add_order(json_t *object, const struct fetch *f,
                     const struct fetch_result *r)
{
    int failed = 0;

    failed |=
        json_object_set_new(object, "backend", text(f->order->backend->name));
    failed |= json_object_set_new(object, "uses", text(r->uses));
    failed |= json_object_set_new(object, "connections",
                                  json_integer(f->job.connections));
    failed |= json_object_set_new(object, "connected_most",
                                  json_integer(r->connected_most));
    failed |=
        json_object_set_new(object, "threads", json_integer(f->job.threads));
    failed |= json_object_set_new(object, "interrupted",
                                  json_boolean(r->interrupted));
    return failed;
}

static int add_counts(json_t *object, const struct fetch_result *r)
{
    const struct fetch_tally *t = &r->tally;
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        {"ok", t->ok},
        {"bad_status", t->bad},
        {"failed", t->failed},
        {"body_bytes", t->body_bytes},
        {"opened", r->opened},
        {"retried", r->retried},
        {"elapsed_ns", r->elapsed_ns},
        {"slowest_ns", t->slowest_ns},
        {"sum_ns", t->sum_ns},
        {"cpu_user_ns", r->used.cpu_user_ns},
        {"cpu_sys_ns", r->used.cpu_sys_ns},
    };
    double seconds = (double)r->elapsed_ns / 1e9;
    int failed = 0;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        failed |= json_object_set_new(object, numbers[i].name,
                                      number(numbers[i].value));
    failed |= json_object_set_new(
        object, "requests_per_s",
        json_build_real((double)(t->ok + t->bad) / seconds));
    return failed;
}

static int add_schedule(json_t *object, const struct fetch *f,
                        const struct fetch_result *r)
{
    bool hidden = fetch_saturated(r) && !r->interrupted;
    int failed = 0;

    failed |=
        json_object_set_new(object, "asked_per_s", number(f->order->rate));
    failed |= json_object_set_new(object, "scheduled", number(r->scheduled));
    failed |= json_object_set_new(
        object, "behind", number(r->interrupted ? FETCH_NONE : r->behind));
    failed |= json_object_set_new(
        object, "response_ns",
        hidden ? json_null() : latency(&r->tally, fetch_tally_response));
    return failed;
}

json_t *fetch_json(const struct fetch *f, const struct fetch_result *r)
{
    json_t *object = json_object();
    int failed = add_order(object, f, r);

    failed |= add_counts(object, r);
    failed |= json_object_set_new(object, "statuses", statuses(&r->tally));
    failed |= json_object_set_new(object, "latency_ns",
                                  latency(&r->tally, fetch_tally_percentile));
    failed |= json_object_set_new(object, "errors", errors(&r->tally));
    if (f->order->rate > 0)
        failed |= add_schedule(object, f, r);
    if (!f->order->load)
        failed |= json_object_set_new(object, "results", pages(f));
    return json_build_end(object, failed);
}
