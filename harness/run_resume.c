#include "run_resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run_saturation.h"

int run_resume_complain(const struct run_resume *r, int result, char *error,
                        const char *what)
{
    snprintf(error, RUN_ERROR_MAX, "%s: %s", r->directory, what);
    return result;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static const char *value_of(const void *keys, const char *section,
                            const char *key)
{
    char name[128];

    snprintf(name, sizeof name, "%s.%s", section, key);
    return text_of(keys, name);
}

static int take_scenarios(struct run_resume *r, struct run_order *order,
                          char *error)
{
    json_t *list = json_object_get(r->manifest, "scenarios"), *one;
    size_t i;

    r->scenarios = calloc(json_array_size(list) + 1, sizeof *r->scenarios);
    if (!r->scenarios)
        return run_resume_complain(r, -ENOMEM, error, "out of memory");
    json_array_foreach(list, i, one)
    {
        const char *name = text_of(one, "name");
        const char *reason = text_of(one, "reason");

        order->made_of_catalogue |=
            reason && strcmp(reason, RUN_NOT_QUICK) == 0;
        if (scenario_from_keys(&r->scenarios[i], name ? name : "",
                               "manifest.json", value_of,
                               json_object_get(one, "keys"), error) < 0)
            return -EINVAL;
    }
    order->made = r->scenarios;
    order->made_count = json_array_size(list);
    return order->made_count > 0
               ? 0
               : run_resume_complain(r, -EINVAL, error,
                                     "manifest.json names no scenarios");
}

static int take_backends(struct run_resume *r, struct run_order *order,
                         char *error)
{
    json_t *list = json_object_get(r->manifest, "backends"), *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *name = text_of(one, "name");

        if (name && json_is_true(json_object_get(one, "selected")) &&
            order->backend_count < RUN_RESUME_BACKENDS)
            r->backends[order->backend_count++] = name;
    }
    order->backends = r->backends;
    return order->backend_count > 0
               ? 0
               : run_resume_complain(r, -EINVAL, error,
                                     "manifest.json names no backends");
}

static int take_placement(struct run_resume *r, struct run_order *order,
                          char *error)
{
    json_t *placement = json_object_get(r->manifest, "placement");
    json_t *network = json_object_get(r->manifest, "network");
    const char *mode = text_of(placement, "mode");
    int m = PLACEMENT_SPLIT;

    while (m <= PLACEMENT_NONE &&
           (!mode || strcmp(mode, placement_name((enum placement_mode)m)) != 0))
        m++;
    if (m > PLACEMENT_NONE)
        return run_resume_complain(r, -EINVAL, error,
                                   "manifest.json names no placement");
    order->placement = (enum placement_mode)m;
    order->network = json_is_true(json_object_get(network, "namespace"))
                         ? RUN_NETWORK_NAMESPACE
                         : RUN_NETWORK_HOST;
    return 0;
}

static int take_plan(struct run_resume *r, struct run_order *order, char *error)
{
    const char *seed = text_of(r->manifest, "seed");
    const json_t *blocks = json_object_get(r->manifest, "blocks");
    const json_t *budget = json_object_get(r->manifest, "budget_s");
    char *end = NULL;

    order->profile = text_of(r->manifest, "profile");
    order->target = text_of(r->manifest, "target");
    order->blocks = (int)json_integer_value(blocks);
    order->budget_ns = (uint64_t)(json_number_value(budget) * 1e9);
    order->syscalls =
        json_is_true(json_object_get(r->manifest, "instrumented"));
    order->seed = seed ? strtoull(seed, &end, 16) : 0;
    if (!order->profile || !end || *end || order->blocks < 1)
        return run_resume_complain(
            r, -EINVAL, error, "manifest.json has no profile, seed or blocks");
    order->was = r->manifest;
    if (json_is_true(json_object_get(r->manifest, "precise")))
        order->blocks = 0;
    return 0;
}

int run_resume_read(struct run_resume *r, const char *dir,
                    struct run_order *order, char *error)
{
    static int (*const steps[])(struct run_resume *, struct run_order *,
                                char *) = {take_plan, take_scenarios,
                                           take_backends, take_placement};
    char path[RUN_PATH_MAX + 32];
    json_error_t at;
    int result = 0;

    memset(r, 0, sizeof *r);
    if (strlen(dir) >= sizeof r->directory - 64)
        return run_resume_complain(r, -ENAMETOOLONG, error,
                                   "--resume: the path is too long");
    strcpy(r->directory, dir);
    order->out = r->directory;
    snprintf(path, sizeof path, "%s/manifest.json", dir);
    r->manifest = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
    if (!r->manifest) {
        snprintf(error, RUN_ERROR_MAX, "%s: not a run to go on with: %s", path,
                 at.text);
        return -EINVAL;
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps && result == 0; i++)
        result = steps[i](r, order, error);
    return result;
}

void run_resume_free(struct run_resume *r)
{
    json_decref(r->manifest);
    free(r->scenarios);
    memset(r, 0, sizeof *r);
}

/* Both as texts: what is null was not told, then or now. */
static int compare_value(const struct run_resume *r, const json_t *now,
                         const char *object, const char *name, char *error)
{
    const json_t *a = json_object_get(r->manifest, object);
    const json_t *b = json_object_get(now, object);
    char *then_text, *now_text;
    int result = 0;

    if (name) {
        a = json_object_get(a, name);
        b = json_object_get(b, name);
    }
    if (json_equal(a, b))
        return 0;
    then_text = json_dumps(a, JSON_ENCODE_ANY | JSON_COMPACT);
    now_text = json_dumps(b, JSON_ENCODE_ANY | JSON_COMPACT);
    snprintf(error, RUN_ERROR_MAX,
             "%s: cannot be gone on with: %s%s%s was %.400s, and is %.400s "
             "now; start a new run",
             r->directory, object, name ? "." : "", name ? name : "",
             then_text ? then_text : "not there",
             now_text ? now_text : "not there");
    result = -EXDEV;
    free(then_text);
    free(now_text);
    return result;
}

/* The manifest this run would write now, against the one that is there. What
 * is not listed may change: free memory, how busy the machine is, the time. */
static int compare(const struct run *run, const struct run_resume *r,
                   char *error)
{
    static const struct {
        const char *object, *name;
    } same[] = {
        {"v", NULL},
        {"version", NULL},
        {"commit", NULL},
        {"build", NULL},
        {"libraries", NULL},
        {"machine", "system"},
        {"machine", "kernel"},
        {"machine", "arch"},
        {"machine", "cpu"},
        {"machine", "cpus"},
        {"placement", "mode"},
        {"placement", "client"},
        {"placement", "server"},
        {"network", "namespace"},
        {"tools", NULL},
        {"backends", NULL},
        {"scenarios", NULL},
        {"reference", NULL},
        {"blocks", NULL},
        {"rounds", NULL},
    };
    json_t *now = run_manifest(run);
    int result =
        now ? 0 : run_resume_complain(r, -ENOMEM, error, "out of memory");

    for (size_t i = 0; i < sizeof same / sizeof *same && result == 0; i++)
        result = compare_value(r, now, same[i].object, same[i].name, error);
    json_decref(now);
    return result;
}

/* The manifest stays as it was, and says when the run was gone on with. */
static int note_resumed(const struct run *run, struct run_resume *r)
{
    json_t *times = json_object_get(r->manifest, "resumed");
    char now_text[32];
    time_t now = time(NULL);
    struct tm utc;

    if (!json_is_array(times)) {
        times = json_array();
        json_object_set_new(r->manifest, "resumed", times);
    }
    strftime(now_text, sizeof now_text, "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&now, &utc));
    json_array_append_new(times, json_string(now_text));
    json_object_del(r->manifest, "ended");
    return run_write_json(run, "manifest.json", r->manifest);
}

int run_reopen(struct run *run, struct run_resume *r, char *error)
{
    int result;

    strcpy(run->directory, r->directory);
    result = run_lock(run);
    if (result < 0)
        return run_resume_complain(r, result, error,
                                   result == -EBUSY ? "another run is using it"
                                                    : strerror(-result));
    if (run_saturation_due(run))
        return run_resume_complain(
            r, -EINVAL, error,
            "manifest.json has no 'saturation', which rates are "
            "shares of");
    result = compare(run, r, error);
    if (result == 0)
        result = run_recorded(run, r, error);
    if (result < 0)
        return result;
    result = note_resumed(run, r);
    return result < 0 ? run_resume_complain(r, result, error, strerror(-result))
                      : 0;
}
