#include "fetch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "target.h"

/* The words for a host without an address, without the URL before them: no
 * URL has a blank in it. */
static char *reason_of(const char *error)
{
    const char *reason = strstr(error, ": host '");
    const char *text = reason ? reason + 2 : error;
    char *copy = malloc(strlen(text) + 1);

    return copy ? strcpy(copy, text) : NULL;
}

/* Resolve one URL; a page without an address gets no target. */
static int add_url(struct fetch *f, int i, char *error)
{
    struct fetch_page *page = &f->pages[i];
    struct target *t = &f->targets[f->job.target_count];
    int result;

    page->url = f->order->urls[i];
    page->sample.number = (uint32_t)i;
    result = target_init(t, page->url, false, error, FETCH_ERROR_MAX);
    if (result < 0)
        target_free(t);
    if (result == -EHOSTUNREACH && !f->order->load) {
        page->sample.error = FETCH_UNRESOLVED;
        page->unresolved = reason_of(error);
        return page->unresolved ? 0 : -ENOMEM;
    }
    if (result < 0)
        return result;
    f->page_of[f->job.target_count++] = i;
    return 0;
}

static int add_urls(struct fetch *f, char *error)
{
    size_t count = (size_t)f->order->url_count;
    int result = 0;

    snprintf(error, FETCH_ERROR_MAX, "out of memory");
    f->pages = calloc(count, sizeof *f->pages);
    f->targets = calloc(count, sizeof *f->targets);
    f->page_of = calloc(count, sizeof *f->page_of);
    if (!f->pages || !f->targets || !f->page_of)
        return -ENOMEM;
    for (int i = 0; i < f->order->url_count && result == 0; i++)
        result = add_url(f, i, error);
    f->job.targets = f->targets;
    return result;
}

static int add_output(struct fetch *f, char *error)
{
    int result;

    if (!f->order->directory)
        return 0;
    result = fetch_output_init(&f->output, f->order->directory,
                               f->order->url_count, error, FETCH_ERROR_MAX);
    if (result < 0)
        return result;
    f->has_output = true;
    for (int i = 0; i < f->job.target_count; i++)
        fetch_output_plan(&f->output, f->page_of[i], f->targets[i].path);
    return 0;
}

static int add_stripes(struct fetch *f)
{
    int count = f->order->load ? FETCH_STRIPES : 1;
    int result = 0;

    while (f->stripe_count < count && result == 0) {
        struct fetch_stripe *s = &f->stripes[f->stripe_count++];

        pthread_mutex_init(&s->lock, NULL);
        result = fetch_tally_init(&s->tally);
        if (result == 0 && f->order->rate > 0)
            result = fetch_tally_keep_response(&s->tally);
    }
    return result;
}

/* A page has ended: save it, count it, show it. */
static void end_page(struct fetch *f, struct fetch_page *page)
{
    struct sample *s = &page->sample;
    bool good = !s->error && s->status < FETCH_STATUS_BAD;
    int i = (int)(page - f->pages), saved = 0;

    if (f->has_output && f->output.files[i].name[0])
        saved = fetch_output_end(&f->output, i, good);
    if (good && saved < 0) {
        s->error = (int16_t)-saved;
        page->unsaved = true;
    } else if (good && f->has_output) {
        page->file = f->output.files[i].name;
    }
    fetch_tally_add(&f->stripes[0].tally, s);
    page->ended = true;
    if (f->on_page)
        f->on_page(f->data, page);
}

static void on_page_done(void *data, const struct sample *sample)
{
    struct fetch *f = data;
    struct fetch_page *page = &f->pages[f->page_of[sample->number]];

    pthread_mutex_lock(&f->stripes[0].lock);
    page->sample = *sample;
    end_page(f, page);
    pthread_mutex_unlock(&f->stripes[0].lock);
}

static void on_page_body(void *data, uint32_t number, const char *bytes,
                         size_t n)
{
    struct fetch *f = data;

    fetch_output_body(&f->output, f->page_of[number], bytes, n);
}

/* The first stripe that nobody holds: with one worker always the same. */
static struct fetch_stripe *take_stripe(struct fetch *f)
{
    for (int i = 0; i < f->stripe_count; i++)
        if (pthread_mutex_trylock(&f->stripes[i].lock) == 0)
            return &f->stripes[i];
    pthread_mutex_lock(&f->stripes[0].lock);
    return &f->stripes[0];
}

/* The next request would be due then: one that begins later is behind. */
static uint64_t schedule_end(const struct fetch *f)
{
    const struct schedule *s = &f->schedule;

    return f->job.started + s->at[s->count - 1] + CLOCK_S / f->order->rate;
}

static void on_request_done(void *data, const struct sample *sample)
{
    struct fetch *f = data;
    struct fetch_stripe *s = take_stripe(f);

    if (f->schedule.count > 0)
        s->behind += sample->start > schedule_end(f);
    fetch_tally_add(&s->tally, sample);
    pthread_mutex_unlock(&s->lock);
}

/* All due times: of as many requests as are asked for, or fit into the time. */
static int add_schedule(struct fetch *f, char *error)
{
    const struct fetch_order *order = f->order;
    uint64_t end = order->duration_ns, rate = order->rate;
    double most = (double)order->requests * 1e9 / (double)(rate ? rate : 1);
    int result;

    if (rate == 0)
        return 0;
    if (order->requests != UINT64_MAX && most < (double)end)
        end = order->requests / rate * CLOCK_S +
              order->requests % rate * CLOCK_S / rate + 1;
    result = schedule_make(&f->schedule, SCHEDULE_EVEN, rate, 0, end);
    if (result == -ERANGE)
        snprintf(error, FETCH_ERROR_MAX,
                 "a schedule of more than %llu requests; make it shorter",
                 (unsigned long long)SCHEDULE_MAX);
    if (result == 0 && f->schedule.count == 0) {
        snprintf(error, FETCH_ERROR_MAX,
                 "no request is due in so short a time; make it longer");
        result = -ERANGE;
    }
    f->job.schedule = &f->schedule;
    f->job.requests = f->schedule.count;
    return result == -ERANGE ? -EINVAL : result;
}

static void write_job(struct fetch *f)
{
    const struct fetch_order *order = f->order;
    struct job *job = &f->job;

    job->connections = order->connections;
    job->threads = order->threads;
    job->requests = order->requests;
    job->window_ns = order->duration_ns;
    job->timeout_ns = order->timeout_ns;
    job->stack_size = order->stack_size;
    job->observer.data = f;
    job->observer.on_done = order->load ? on_request_done : on_page_done;
    job->observer.on_body = f->has_output ? on_page_body : NULL;
    if (order->load)
        return;
    job->requests = (uint64_t)job->target_count;
    if (job->connections > job->target_count)
        job->connections = job->target_count;
    if (job->threads > job->connections)
        job->threads = job->connections;
}

int fetch_init(struct fetch *f, const struct fetch_order *order,
               char error[FETCH_ERROR_MAX])
{
    int result;

    memset(f, 0, sizeof *f);
    f->order = order;
    job_init(&f->job);
    result = add_urls(f, error);
    if (result == 0)
        result = add_output(f, error);
    if (result == 0) {
        snprintf(error, FETCH_ERROR_MAX, "out of memory");
        result = add_stripes(f);
    }
    write_job(f);
    if (result == 0)
        result = add_schedule(f, error);
    return result;
}

void fetch_begin(struct fetch *f)
{
    struct usage children;

    meter_self(&f->before);
    meter_children(&children);
    meter_add(&f->before, &children);
    f->started_ns = clock_now();
}

int fetch_run(struct fetch *f)
{
    pthread_mutex_lock(&f->stripes[0].lock);
    for (int i = 0; i < f->order->url_count; i++)
        if (f->pages[i].unresolved)
            end_page(f, &f->pages[i]);
    pthread_mutex_unlock(&f->stripes[0].lock);
    return f->job.target_count > 0 ? job_run(&f->job, f->order->backend) : 0;
}

/* By this process and by those that have worked for it. What one of those has
 * used is told when it has ended. */
static void measure(const struct fetch *f, struct fetch_result *r)
{
    struct usage workers;

    meter_self(&r->used);
    meter_children(&workers);
    meter_add(&r->used, &workers);
    meter_subtract(&r->used, &f->before);
    if (atomic_load(&f->job.processes) > 0)
        r->used = meter_unknown;
    r->connected_most = atomic_load(&f->job.connected_most);
}

static int begin_result(const struct fetch *f, struct fetch_result *r)
{
    int result = fetch_tally_init(&r->tally);

    r->scheduled = f->schedule.count;
    if (result == 0 && f->order->rate > 0)
        result = fetch_tally_keep_response(&r->tally);
    return result;
}

static void add_stripe(struct fetch_result *r, const struct fetch_stripe *s)
{
    fetch_tally_merge(&r->tally, &s->tally);
    r->behind += s->behind;
}

bool fetch_saturated(const struct fetch_result *r)
{
    return r->behind > r->scheduled / 100;
}

int fetch_finish(struct fetch *f, struct fetch_result *r)
{
    int result;

    memset(r, 0, sizeof *r);
    r->elapsed_ns = f->job.ended - f->job.started;
    r->opened = f->job.totals.opened;
    r->retried = f->job.totals.retried;
    r->uses = f->job.uses;
    measure(f, r);
    result = begin_result(f, r);
    for (int i = 0; i < f->stripe_count && result == 0; i++)
        add_stripe(r, &f->stripes[i]);
    if (f->schedule.count > 0)
        r->behind += f->schedule.count - fetch_tally_requests(&r->tally);
    return result;
}

int fetch_interrupt(struct fetch *f, struct fetch_result *r)
{
    int result;

    memset(r, 0, sizeof *r);
    r->elapsed_ns = clock_now() - f->started_ns;
    r->interrupted = true;
    r->opened = r->retried = FETCH_NONE;
    r->uses = "";
    measure(f, r);
    result = begin_result(f, r);
    for (int i = 0; i < f->stripe_count && result == 0; i++) {
        pthread_mutex_lock(&f->stripes[i].lock);
        add_stripe(r, &f->stripes[i]);
        if (f->order->load)
            pthread_mutex_unlock(&f->stripes[i].lock);
    }
    if (f->has_output)
        fetch_output_abandon(&f->output);
    return result;
}

void fetch_free(struct fetch *f)
{
    for (int i = 0; f->pages && i < f->order->url_count; i++)
        free(f->pages[i].unresolved);
    for (int i = 0; f->targets && i < f->job.target_count; i++)
        target_free(&f->targets[i]);
    for (int i = 0; i < f->stripe_count; i++) {
        fetch_tally_free(&f->stripes[i].tally);
        pthread_mutex_destroy(&f->stripes[i].lock);
    }
    if (f->has_output)
        fetch_output_free(&f->output);
    schedule_free(&f->schedule);
    free(f->pages);
    free(f->targets);
    free(f->page_of);
}
