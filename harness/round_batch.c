/*
 * A batch is a program run as its user would run it, from fork to exit, timed
 * by a program that is not ours: hyperfine, once a round, so that the rounds of
 * all backends can be shuffled. hyperfine's own warm-up and repetition would
 * put all runs of one backend together.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "net.h"
#include "round.h"
#include "target.h"
#include "watch.h"

#define GRACE (5 * CLOCK_S)
#define FILE_MAX 1024
/* Room for a path whose every byte had to be quoted. */
#define COMMAND_MAX (4 * FILE_MAX + 4 * TARGET_URL_MAX)

/* One command, as hyperfine is asked to time it. */
struct batch {
    struct round *round;
    char timing[FILE_MAX]; /* hyperfine writes its JSON here */
    char output[FILE_MAX]; /* and the command's standard output here */
    char command[COMMAND_MAX];
};

/* A word as a shell would need it: hyperfine takes the command apart by the
 * same rules. */
static void add_word(char *command, const char *word)
{
    size_t used = strlen(command);
    char *out = command + used;

    if (used > 0)
        *out++ = ' ';
    *out++ = '\'';
    for (; *word && out < command + COMMAND_MAX - 8; word++) {
        if (*word == '\'') {
            memcpy(out, "'\\'", 3);
            out += 3;
        }
        *out++ = *word;
    }
    *out++ = '\'';
    *out = '\0';
}

static void add_option(char *command, const char *option, uint64_t value,
                       const char *unit)
{
    char text[32];

    snprintf(text, sizeof text, "%llu%s", (unsigned long long)value, unit);
    add_word(command, option);
    add_word(command, text);
}

static void write_command(struct batch *b)
{
    const struct round *r = b->round;
    const struct scenario *s = r->plan->point->scenario;

    add_word(b->command, r->setting->program);
    add_word(b->command, "fetch");
    add_word(b->command, "-b");
    add_word(b->command, r->plan->backend->name);
    add_option(b->command, "-c", (uint64_t)r->plan->point->connections, "");
    add_option(b->command, "-n", s->requests, "");
    add_option(b->command, "-t", (uint64_t)r->plan->point->threads, "");
    add_option(b->command, "--timeout", s->timeout / CLOCK_US, "us");
    add_word(b->command, "--json");
    if (r->setting->remote)
        add_word(b->command, r->setting->remote->url);
    for (int i = 0; i < r->target_count; i++)
        add_word(b->command, r->targets[i].url);
}

/* In the child: hyperfine runs the command once, without a shell. A command
 * that fails is of interest too, so its status is left to us. */
static int exec_hyperfine(void *data)
{
    struct batch *b = data;
    const char *path = b->round->setting->hyperfine;
    int null = open("/dev/null", O_RDWR);

    if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
        return 127;
    execl(path, "hyperfine", "--shell=none", "--warmup", "0", "--runs", "1",
          "--style", "none", "--ignore-failure", "--export-json", b->timing,
          "--output", b->output, b->command, (char *)NULL);
    return 127;
}

static int time_command(struct batch *b)
{
    struct round *r = b->round;
    uint64_t limit = r->plan->point->scenario->limit;
    struct child_order order = {exec_hyperfine, b,
                                &r->setting->placement.client, limit + GRACE};
    struct child child;
    struct watch watch;
    char how[96];
    int status = 0, result = child_start(&child, &order);

    if (result < 0) {
        round_fail(r, "hyperfine does not start: %s", strerror(-result));
        return result;
    }
    watch_start(&watch, &(struct watch_order){
                            .client = child.pid,
                            .server = r->server.child.pid,
                            .away_from = order.cpus,
                        });
    result = child_wait(&child, clock_now() + limit, r->setting->stop, &status);
    child_kill(&child);
    watch_stop(&watch, r->record);
    r->interrupted = result == -EINTR;
    if (result == -ETIMEDOUT) {
        round_fail(r, "the command did not end within %.1f s and was killed",
                   (double)limit / 1e9);
    } else if (result == 0 && status != 0) {
        child_describe(status, how, sizeof how);
        round_fail(r, "hyperfine %s", how);
        result = -ECHILD;
    }
    return result;
}

static uint64_t ns_of(const json_t *seconds)
{
    return (uint64_t)(json_number_value(seconds) * 1e9 + 0.5);
}

/* hyperfine's view: the time of the whole command, and its CPU time. */
static void read_timing(struct batch *b)
{
    struct round *r = b->round;
    struct record *record = r->record;
    json_t *root = json_load_file(b->timing, 0, NULL);
    json_t *run = json_array_get(json_object_get(root, "results"), 0);
    json_t *time = json_array_get(json_object_get(run, "times"), 0);
    json_t *code = json_array_get(json_object_get(run, "exit_codes"), 0);

    if (!json_is_number(time) || json_number_value(time) <= 0) {
        round_fail(r, "hyperfine has written no time");
    } else {
        record->makespan_ns = ns_of(time);
        record->client.cpu_user_ns = ns_of(json_object_get(run, "user"));
        record->client.cpu_sys_ns = ns_of(json_object_get(run, "system"));
    }
    if (json_integer_value(code) != 0)
        round_fail(r, "the command ended with status %d",
                   (int)json_integer_value(code));
    json_decref(root);
}

static uint64_t number_of(struct round *r, const json_t *root, const char *name)
{
    const json_t *value = json_object_get(root, name);

    if (!json_is_integer(value) || json_integer_value(value) < 0) {
        round_fail(r, "the command has not printed '%s'", name);
        return RECORD_NONE;
    }
    return (uint64_t)json_integer_value(value);
}

/* The command's own view: what was fetched. */
static void read_output(struct batch *b)
{
    struct round *r = b->round;
    struct record *record = r->record;
    json_t *root = json_load_file(b->output, 0, NULL);
    const char *uses = json_string_value(json_object_get(root, "uses"));

    snprintf(record->uses, sizeof record->uses, "%s", uses ? uses : "");
    record->total.ok = number_of(r, root, "ok");
    record->total.failed = number_of(r, root, "failed");
    record->total.body_bytes = number_of(r, root, "body_bytes");
    record->total.opened = number_of(r, root, "opened");
    record->total.retried = number_of(r, root, "retried");
    record->connected_most = (int)number_of(r, root, "connected_most");
    record->slowest_ns = number_of(r, root, "slowest_ns");
    record->sum_ns = number_of(r, root, "sum_ns");
    json_decref(root);
}

/* The paths are fetched in turn. */
static uint64_t expected_bytes(const struct round *r)
{
    const struct scenario *s = r->plan->point->scenario;
    uint64_t count = (uint64_t)s->paths.count, bytes = 0;

    if (r->setting->remote)
        return s->requests * r->setting->remote->expected.length;
    for (uint64_t i = 0; i < count; i++)
        bytes += (s->requests / count + (i < s->requests % count)) *
                 scenario_expected(s, (int)i);
    return bytes;
}

static void check_output(struct round *r)
{
    const struct scenario *s = r->plan->point->scenario;
    const struct totals *t = &r->record->total;
    uint64_t bytes = expected_bytes(r);

    if (t->failed > 0)
        round_fail(r, "%llu of %llu requests failed",
                   (unsigned long long)t->failed,
                   (unsigned long long)(t->ok + t->failed));
    if (t->ok != s->requests)
        round_fail(r, "%llu of %llu requests were made",
                   (unsigned long long)t->ok, (unsigned long long)s->requests);
    if (t->body_bytes != bytes)
        round_fail(r, "%llu bytes of body came instead of %llu",
                   (unsigned long long)t->body_bytes,
                   (unsigned long long)bytes);
}

void round_batch(struct round *r)
{
    struct batch b = {.round = r};

    snprintf(b.timing, sizeof b.timing, "%s/timing.json", r->setting->scratch);
    snprintf(b.output, sizeof b.output, "%s/output.json", r->setting->scratch);
    write_command(&b);
    if (time_command(&b) == 0) {
        read_timing(&b);
        read_output(&b);
        check_output(r);
    }
    unlink(b.timing);
    unlink(b.output);
}
