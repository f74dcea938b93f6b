/*
 * muxbench fetch: URLs fetched at once, or a load on them.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "cmd.h"
#include "cmd_fetch.h"
#include "fetch_show.h"

/* Everything after the pages' own lines. */
static void show(const struct fetch_options *options, const struct fetch *f,
                 const struct fetch_result *r)
{
    json_t *root;

    if (options->json) {
        root = fetch_json(f, r);
        if (!root || json_dumpf(root, stdout, JSON_COMPACT) < 0)
            fputs("muxbench: fetch: cannot print JSON\n", stderr);
        putchar('\n');
        json_decref(root);
    } else if (options->quiet && f->order->load) {
        fetch_show_statuses(stderr, "muxbench: fetch: ", r);
        fetch_show_errors(stderr, "muxbench: fetch: ", r);
    } else if (!options->quiet && f->order->load) {
        fetch_show_load(stdout, f, r);
    } else if (!options->quiet) {
        fetch_show_list(stdout, f, r);
    }
}

static void on_page(void *data, const struct fetch_page *page)
{
    const struct fetch_options *options = data;
    bool good = !page->sample.error && page->sample.status < FETCH_STATUS_BAD;

    if (options->json || (options->quiet && good))
        return;
    fetch_show_page(options->quiet ? stderr : stdout, page);
    fflush(stdout);
}

/* What the thread that waits for signals works on. */
struct watch {
    const struct fetch_options *options;
    struct fetch *fetch;
    sigset_t signals;
    pthread_mutex_t end; /* taken by the one who ends the program */
};

/* Ctrl-C shows what there is at once, however long the fetches under way
 * would take. */
static void *wait_for_signal(void *data)
{
    struct watch *w = data;
    struct fetch_result result;
    int signal = 0;

    while (sigwait(&w->signals, &signal) != 0)
        continue;
    pthread_mutex_lock(&w->end);
    if (fetch_interrupt(w->fetch, &result) == 0)
        show(w->options, w->fetch, &result);
    fflush(stdout);
    _exit(128 + signal);
}

/* All threads of the fetch inherit the mask. A signal that is ignored, as in
 * a background job of a script, stays so. */
static void watch_signals(struct watch *w)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    pthread_t thread;
    int error;

    sigemptyset(&w->signals);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction action;

        if (sigaction(ends[i], NULL, &action) == 0 &&
            action.sa_handler != SIG_IGN)
            sigaddset(&w->signals, ends[i]);
    }
    pthread_mutex_init(&w->end, NULL);
    pthread_sigmask(SIG_BLOCK, &w->signals, NULL);
    error = pthread_create(&thread, NULL, wait_for_signal, w);
    if (error != 0)
        die(EXIT_FAILED, "fetch: a thread cannot be made: %s", strerror(error));
    pthread_detach(thread);
}

static void prepare(struct fetch *f, const struct fetch_options *options)
{
    char error[FETCH_ERROR_MAX];
    int result = fetch_init(f, &options->order, error);

    if (result < 0)
        die(result == -EINVAL ? EXIT_USAGE : EXIT_FAILED, "fetch: %s", error);
    f->on_page = on_page;
    f->data = (void *)(uintptr_t)options;
    /* A reader that goes away must not end us before files are whole. */
    if (options->order.directory)
        signal(SIGPIPE, SIG_IGN);
}

static int finish(struct fetch *f, const struct fetch_options *options)
{
    struct fetch_result result;
    int status;

    if (fetch_finish(f, &result) < 0)
        die(EXIT_FAILED, "fetch: out of memory");
    show(options, f, &result);
    status = result.tally.failed + result.tally.bad > 0 ||
                     (options->order.rate > 0 && fetch_saturated(&result))
                 ? EXIT_FAILED
                 : 0;
    fetch_tally_free(&result.tally);
    fetch_free(f);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_FAILED, "fetch: cannot write to standard output");
    return status;
}

int cmd_fetch(int argc, char **argv)
{
    struct fetch_options options = fetch_options_read(argc, argv);
    struct fetch fetch;
    struct watch watch = {.options = &options, .fetch = &fetch};
    int result;

    prepare(&fetch, &options);
    fetch_begin(&fetch);
    watch_signals(&watch);
    result = fetch_run(&fetch);
    /* Never given back: a signal from now on comes too late. */
    pthread_mutex_lock(&watch.end);
    if (result < 0) {
        fetch_free(&fetch);
        die(EXIT_FAILED, "fetch: backend '%s': %s", options.order.backend->name,
            *fetch.job.problem ? fetch.job.problem : strerror(-result));
    }
    return finish(&fetch, &options);
}
