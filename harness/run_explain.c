#include "run_explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "lines.h"
#include "mix.h"
#include "run.h"
#include "run_saturation.h"
#include "wrap.h"

/* A head in the first column, a paragraph beside it. */
enum { HEAD = 11 };

__attribute__((format(printf, 3, 4))) static void say(FILE *file,
                                                      const char *head,
                                                      const char *format, ...)
{
    struct lines one = {NULL, 0, false};
    va_list values;

    va_start(values, format);
    lines_add_list(&one, format, values);
    va_end(values);
    fprintf(file, "%-*s", HEAD, head);
    wrap_print(file, HEAD, one.failed ? "out of memory" : one.text[0]);
    lines_free(&one);
}

/* What each mode does, counts, and leaves out. */
struct mode_words {
    const char *does, *counted, *not_counted;
};

static const struct mode_words words_closed = {
    "each connection sends its next request when the last answer has come",
    "right answers that end in the window, by its length: requests/s; the "
    "time of each from the first thing done for it to its last byte: p50, "
    "p99, p99.9; CPU time and context switches of the client, CPU time of "
    "the server, in the window",
    "what ends in the warm-up or after the window; how late a request "
    "would have been at a load that does not wait for answers: that is "
    "what mode = rate measures"};

static const struct mode_words words_batch = {
    "all requests are there at once; the command ends with the last",
    "the time of a whole `muxbench fetch` command, from fork to exit, by "
    "hyperfine; its CPU time",
    "latency of single requests, but for the slowest"};

static const struct mode_words words_rate = {
    "each request has a due time, fixed in advance, the same for every "
    "backend of a block; a connection that is free takes the next one",
    "requests that are due in the window: the time of each from when it "
    "was due to its last byte (p50, p99, p99.9), and how late it was "
    "started though a connection was free; CPU time of the client",
    "percentiles of a backend that does not carry the rate: it is called "
    "saturated"};

static const struct mode_words words_push = {
    "every connection has a request outstanding, and the server answers "
    "at due times of its own",
    "the time from when the server has sent an answer to when it was "
    "read: p50, p99, p99.9; CPU time of the client",
    "how late the server was, which is told apart"};

static const struct mode_words words_memory = {
    "a tenth of the connections, then all of them, have asked and wait for an "
    "answer",
    "bytes of the client's memory and of the kernel's, by the connections that "
    "are more",
    "what a connection holds while it is being served"};

static const struct mode_words words_think = {
    "each connection sends its next request a pause after the last has ended",
    "requests that are due in the window: the time of each from when it was "
    "due "
    "to its last byte (p50, p99, p99.9), and how late it was started; "
    "requests/s "
    "and CPU time of the client",
    "the pauses themselves"};

static const struct mode_words *words_of(const struct scenario *s)
{
    switch (s->mode) {
    case SCENARIO_CLOSED:
        return &words_closed;
    case SCENARIO_BATCH:
        return &words_batch;
    case SCENARIO_RATE:
        return &words_rate;
    case SCENARIO_PUSH:
        return &words_push;
    case SCENARIO_MEMORY:
        return &words_memory;
    case SCENARIO_THINK:
        return &words_think;
    }
    return &words_closed;
}

static void explain_target(const struct run *run, const struct scenario *s,
                           FILE *file)
{
    const struct plan_point *p = run->plan.points;
    char path[SCENARIO_TEXT_MAX];
    uint64_t length = 0;
    struct mix mix;

    say(file, "server",
        "our own, in a process and on CPUs of its own, on the loopback "
        "interface, a new one for each round; its counts must equal the "
        "client's");
    for (int i = 0; i < s->paths.count; i++)
        say(file, i == 0 ? "path" : "", "%s%s", s->paths.values[i],
            s->paths.count > 1 ? ", in turn" : "");
    mix_make(&mix, s, p->at, 0);
    if (mix_path(&mix, 0, path, &length) == 0 && mix_paths(&mix) == 1 &&
        s->sweeps[SWEEP_SIZE].count == 0)
        say(file, "answer",
            "%" PRIu64 " bytes of body, every byte of which is "
            "known and compared",
            length);
    for (int i = 0; i < s->faults.count; i++)
        say(file, i == 0 ? "faults" : "", "%s%s", s->faults.values[i],
            s->faults.count > 1 ? ", in turn" : "");
    if (s->faults.count > 0)
        say(file, "",
            "each on a connection of its own, instead of the path, by one "
            "client in %" PRIu64 "; that it ends as it was ordered is checked, "
            "and counts neither as an answer nor as a failure",
            s->faults_every);
    if (s->delay.given)
        say(file, "delay",
            "%s, in ms: each of %d quantiles equally often, in an order that "
            "is the same for every backend of a block",
            truth_name(s->delay.of), MIX_DELAYS);
}

static void explain_load(const struct run *run, const struct run_scenario *s,
                         FILE *file)
{
    const struct scenario *scenario = &s->scenario;
    char text[RUN_SATURATION_TEXT_MAX];

    say(file, "load", "%s", words_of(scenario)->does);
    if (scenario->requests_per_connection != SCENARIO_NO_COUNT)
        say(file, "", "a connection is closed after %" PRIu64 " request%s",
            scenario->requests_per_connection,
            scenario->requests_per_connection == 1 ? "" : "s");
    if (scenario->sweeps[SWEEP_IDLE].count > 0)
        say(file, "",
            "idle connections have sent a request as well, which is answered "
            "after the end; nothing begins before all connections are open");
    if (scenario->arrivals == SCHEDULE_BURST)
        say(file, "", "as many are due at one time as there are connections");
    for (size_t i = 0; i < run->plan.point_count; i++)
        say(file, i == 0 ? "points" : "", "%s", run->plan.points[i].name);
    if (*s->note)
        say(file, "", "%s", s->note);
    run_saturation_words(run, scenario, text);
    if (*text)
        say(file, "", "%s", text);
    say(file, "round", "a fresh server and a fresh client process%s",
        scenario_has_window(scenario->mode)
            ? "; load runs before the window and behind it, and does not count "
              "there"
            : "");
}

static void explain_backends(const struct run *run, FILE *file)
{
    const struct scenario *s = run->plan.points->scenario;
    char text[WALL_TEXT_MAX];

    say(file, "backends",
        "%zu that can run here; %s is the reference, and runs "
        "a second time in each block, as its own twin",
        run->plan_order.backend_count, run->plan_order.reference->name);
    for (size_t k = 0; k < run->plan_order.backend_count; k++) {
        const struct backend *b = run->backends[k];

        if (!plan_takes(s, b))
            say(file, "", "without %s: %s", b->name, plan_refusal(s, b));
        for (size_t i = 0; plan_takes(s, b) && i < run->plan.point_count; i++)
            if (plan_walled(&run->plan_order, &run->plan.points[i], b, text)) {
                say(file, "", "%s ends before %s: %s", b->name,
                    run->plan.points[i].name, text);
                break;
            }
    }
}

void run_explain(const struct run *run, FILE *file)
{
    const struct run_scenario *s = run->scenarios;
    const struct mode_words *w = words_of(&s->scenario);

    fprintf(file, "%s: %s\n\n", s->scenario.name, s->scenario.title);
    say(file, "question", "%s", s->scenario.question);
    if (*s->scenario.source)
        say(file, "from", "%s", s->scenario.source);
    if (s->reason || run->plan.point_count == 0) {
        say(file, "not run", "%s", s->reason ? s->reason : "it has no points");
        return;
    }
    explain_target(run, &s->scenario, file);
    explain_load(run, s, file);
    explain_backends(run, file);
    say(file, "counted", "%s", w->counted);
    say(file, "not", "%s", w->not_counted);
    say(file, "", "TLS, names, other machines' networks: there are none");
}

static void print_time(uint64_t ns, char *text, size_t size)
{
    uint64_t s = (ns + CLOCK_S - 1) / CLOCK_S;

    if (s >= 60)
        snprintf(text, size, "%" PRIu64 " min", (s + 30) / 60);
    else
        snprintf(text, size, "%" PRIu64 " s", s);
}

/* "2 points, a window of 200 ms after 40 ms of load". */
static void describe(const struct run *run, char *text, size_t size)
{
    const struct plan_point *p = run->plan.points;
    size_t count = run->plan.point_count;

    if (scenario_has_window(p->scenario->mode))
        snprintf(text, size,
                 "%zu point%s, a window of %.0f ms after %.0f ms of load",
                 count, count == 1 ? "" : "s", (double)p->window_ns / 1e6,
                 (double)p->warmup_ns / 1e6);
    else
        snprintf(text, size, "%zu point%s", count, count == 1 ? "" : "s");
}

void run_explain_time(const struct run *run, const char *head, FILE *file)
{
    const struct plan_order *order = &run->plan_order;
    uint64_t least = plan_expected_least(&run->plan);
    uint64_t most = plan_expected(&run->plan);
    char what[96], blocks[32], from[24], to[32] = "";

    if (run->plan.point_count == 0)
        return;
    describe(run, what, sizeof what);
    print_time(least, from, sizeof from);
    if (least < most) {
        memcpy(to, " to ", 5);
        print_time(most, to + 4, sizeof to - 4);
        snprintf(blocks, sizeof blocks, "%d to %d",
                 run->plan.points->blocks_least, order->blocks);
    } else {
        snprintf(blocks, sizeof blocks, "%d", order->blocks);
    }
    say(file, head, "%s: %s; %s blocks of all backends in random order: %s%s%s",
        order->profile->name, what, blocks, from, to,
        order->precise && run->plan.points->scenario->mode == SCENARIO_CLOSED
            ? ", unless a pilot finds that other times are needed"
            : "");
}
