#include "client.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "net.h"
#include "probe.h"
#include "round.h"
#include "run.h"
#include "scenario_json.h"
#include "target.h"

static json_t *record_json(const struct record *record)
{
    char *line = record_to_line(record);
    json_t *json = line ? json_loads(line, 0, NULL) : NULL;

    free(line);
    return json;
}

static json_t *cpus_json(const struct cpu_list *list)
{
    json_t *array = json_array();

    for (int i = 0; i < list->count; i++)
        json_array_append_new(array, json_integer(list->cpus[i]));
    return array;
}

static json_t *server_json(const struct round *r)
{
    char address[NET_TEXT_MAX];

    if (!r->server.shared)
        return json_null();
    net_format(server_process_address(&r->server), address);
    return json_string(address);
}

json_t *client_order(const struct round *r)
{
    const struct plan_point *p = r->plan->point;
    char seed[20], schedule_seed[20];
    json_t *at = json_object();

    sweep_to_json(at, p->at);
    snprintf(seed, sizeof seed, "%016" PRIx64, r->plan->seed);
    snprintf(schedule_seed, sizeof schedule_seed, "%016" PRIx64,
             r->plan->schedule_seed);
    return json_pack(
        "{s:i, s:o, s:o, s:o, s:I, s:I, s:I, s:s, s:I, s:s, s:o, s:o, s:i}",
        "protocol", CLIENT_PROTOCOL, "at", at, "record", record_json(r->record),
        "keys", scenario_json_keys(p->scenario), "warmup_ns",
        (json_int_t)p->warmup_ns, "window_ns", (json_int_t)p->window_ns,
        "guard_ns", (json_int_t)p->guard_ns, "seed", seed, "rate",
        (json_int_t)p->rate, "schedule_seed", schedule_seed, "cpus",
        cpus_json(&r->setting->placement.client), "server", server_json(r),
        "server_pid", r->server.child.pid);
}

/* A round made again from its order. */
struct client {
    json_t *order;
    struct scenario scenario;
    struct plan_point point;
    struct plan_round plan;
    struct round_setting setting;
    struct record record;
    struct round round;
    char *error;
};

__attribute__((format(printf, 2, 3))) static int complain(struct client *c,
                                                          const char *format,
                                                          ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(c->error, CLIENT_ERROR_MAX, format, values);
    va_end(values);
    return -EINVAL;
}

static int read_record(struct client *c)
{
    json_t *json = json_object_get(c->order, "record");
    char *line = json_dumps(json, JSON_COMPACT), why[256] = "";
    int result = line ? record_from_line(&c->record, line, why, sizeof why)
                      : complain(c, "the order has no 'record'");

    if (line && result < 0)
        complain(c, "the order's record: %s", why);
    free(line);
    return result;
}

static const char *key_of(const void *keys, const char *section,
                          const char *key)
{
    char name[128];

    snprintf(name, sizeof name, "%s.%s", section, key);
    return json_string_value(json_object_get(keys, name));
}

static int read_scenario(struct client *c)
{
    return scenario_from_keys(&c->scenario, c->record.scenario, "the order",
                              key_of, json_object_get(c->order, "keys"),
                              c->error);
}

static uint64_t number_of(const struct client *c, const char *name)
{
    return (uint64_t)json_integer_value(json_object_get(c->order, name));
}

static int read_plan(struct client *c)
{
    const char *seed = json_string_value(json_object_get(c->order, "seed"));
    const char *due =
        json_string_value(json_object_get(c->order, "schedule_seed"));
    const struct record *r = &c->record;

    c->point = (struct plan_point){.scenario = &c->scenario,
                                   .warmup_ns = number_of(c, "warmup_ns"),
                                   .window_ns = number_of(c, "window_ns"),
                                   .guard_ns = number_of(c, "guard_ns")};
    snprintf(c->point.name, sizeof c->point.name, "%s", r->point);
    sweep_from_json(c->point.at, json_object_get(c->order, "at"));
    c->point.at[SWEEP_CONNECTIONS] = (uint64_t)r->connections;
    c->point.at[SWEEP_THREADS] = (uint64_t)r->threads;
    c->point.at[SWEEP_RATE] = number_of(c, "rate");
    plan_point_take(&c->point);
    c->plan = (struct plan_round){.block = r->block,
                                  .order = r->order,
                                  .point = &c->point,
                                  .backend = backend_find(r->backend),
                                  .twin = r->twin,
                                  .seed = strtoull(seed ? seed : "", NULL, 16),
                                  .schedule_seed =
                                      strtoull(due ? due : "", NULL, 16)};
    if (!c->plan.backend || c->plan.backend->unusable())
        return complain(c, "backend '%s' cannot run here", r->backend);
    return c->point.window_ns > 0 && seed
               ? 0
               : complain(c, "the order has no 'window_ns' or no 'seed'");
}

static int read_cpus(struct client *c)
{
    const json_t *list = json_object_get(c->order, "cpus");
    struct cpu_list *cpus = &c->setting.placement.client;
    size_t most = sizeof cpus->cpus / sizeof *cpus->cpus;

    if (!json_is_array(list) || json_array_size(list) > most)
        return complain(c, "the order has no 'cpus'");
    for (size_t i = 0; i < json_array_size(list); i++)
        cpus->cpus[cpus->count++] =
            (int)json_integer_value(json_array_get(list, i));
    return 0;
}

/* The URLs on the server; on no server, where nothing is sent to it. */
static int read_targets(struct client *c)
{
    const char *server = json_string_value(json_object_get(c->order, "server"));

    return round_make_targets(&c->round, server ? server : "127.0.0.1",
                              c->error, CLIENT_ERROR_MAX) < 0
               ? -EINVAL
               : 0;
}

static int read_order(struct client *c, const char *text)
{
    static int (*const parts[])(struct client *) = {
        read_record, read_scenario, read_plan, read_cpus, read_targets};
    json_error_t at;
    int result = 0, protocol;

    c->order = json_loads(text, JSON_REJECT_DUPLICATES, &at);
    if (!json_is_object(c->order))
        return complain(c, "the order is not a JSON object");
    protocol = (int)json_integer_value(json_object_get(c->order, "protocol"));
    if (protocol != CLIENT_PROTOCOL)
        return complain(c, "the order is of protocol %d, not %d", protocol,
                        CLIENT_PROTOCOL);
    c->round.setting = &c->setting;
    c->round.plan = &c->plan;
    c->round.record = &c->record;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && result == 0; i++)
        result = parts[i](c);
    c->round.server.child.pid = (int)number_of(c, "server_pid");
    return result;
}

int client_serve(const char *text, FILE *out, char *error)
{
    static const volatile sig_atomic_t never = 0;
    struct client c = {.setting.stop = &never, .error = error};
    char *line = NULL;
    int result;

    record_init(&c.record);
    result = read_order(&c, text);
    if (result == 0) {
        if (round_schedule(&c.round) == 0)
            round_closed(&c.round);
        line = record_to_line(&c.record);
        if (!line || fputs(line, out) == EOF || fflush(out) == EOF)
            result = -EIO;
        if (result < 0)
            snprintf(error, CLIENT_ERROR_MAX, "the record cannot be written");
    }
    free(line);
    for (int i = 0; i < c.round.target_count; i++)
        target_free(&c.round.targets[i]);
    free(c.round.targets);
    schedule_free(&c.round.schedule);
    record_free(&c.record);
    json_decref(c.order);
    return result;
}

static json_t *backends_json(void)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        const char *reason = all[i]->unusable();
        char uses[JOB_USES] = "";

        if (!reason && probe_uses(all[i], uses, sizeof uses) < 0)
            reason = "an empty job ends with an error";
        json_array_append_new(array, json_pack("{s:s, s:s?, s:s}", "name",
                                               all[i]->name, "reason", reason,
                                               "uses", uses));
    }
    return array;
}

json_t *client_hello(const char *program)
{
    json_t *root = run_build(program);

    json_object_set_new(root, "protocol", json_integer(CLIENT_PROTOCOL));
    json_object_set_new(root, "record", json_integer(RECORD_VERSION));
    json_object_set_new(root, "rates", json_true());
    json_object_set_new(root, "points", json_true());
    json_object_set_new(root, "hog", json_true());
    json_object_set_new(root, "faults", json_true());
    json_object_set_new(root, "backends", backends_json());
    return root;
}
