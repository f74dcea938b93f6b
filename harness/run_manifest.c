/*
 * manifest.json: what a reader of the records has to know and cannot ask for
 * later. results/README.md has the fields. It is written under another name
 * first, so that it is whole or not there.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend.h"
#include "doctor.h"
#include "libraries.h"
#include "machine.h"
#include "program.h"
#include "run.h"
#include "run_extra.h"
#include "scenario_json.h"
#include "shape.h"
#include "waiting.h"

/* "": the machine did not say. */
static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string_nocheck(text) : json_null();
}

static json_t *number_or_null(uint64_t number)
{
    return number > 0 ? json_integer((json_int_t)number) : json_null();
}

static json_t *cpus_of(const struct cpu_list *list)
{
    json_t *array = json_array();

    for (int i = 0; i < list->count; i++)
        json_array_append_new(array, json_integer(list->cpus[i]));
    return array;
}

static json_t *placement_of(const struct run *run)
{
    const struct placement *p = &run->placement;

    return json_pack("{s:s, s:o, s:o, s:s, s:s}", "mode",
                     placement_name(p->mode), "client", cpus_of(&p->client),
                     "server", cpus_of(&p->server), "reason", p->reason,
                     "hides", placement_hides(p->mode));
}

static json_t *machine_of(void)
{
    struct machine m;

    machine_read(&m);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "system",
                     text_or_null(m.system), "kernel", text_or_null(m.kernel),
                     "arch", text_or_null(m.arch), "cpu", text_or_null(m.cpu),
                     "cpus", number_or_null((uint64_t)m.cpus), "memory_bytes",
                     number_or_null(m.memory_bytes), "hypervisor",
                     text_or_null(m.hypervisor), "descriptors",
                     number_or_null(m.descriptors));
}

static json_t *doctor_of(void)
{
    json_t *array = json_array();
    struct doctor doctor;

    doctor_examine(&doctor, "");
    for (size_t i = 0; i < doctor.count; i++) {
        const struct doctor_finding *f = &doctor.findings[i];

        json_array_append_new(array,
                              json_pack("{s:s, s:s, s:o}", "name", f->name,
                                        "state", doctor_state_name(f->state),
                                        "text", json_string_nocheck(f->text)));
    }
    return array;
}

static json_t *libraries_of(void)
{
    const struct library *list;
    size_t count = libraries(&list);
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++) {
        char run[64] = "";

        list[i].at_run_time(run, sizeof run);
        json_object_set_new(object, list[i].name,
                            json_pack("{s:o, s:o}", "build",
                                      text_or_null(list[i].at_build_time),
                                      "run", text_or_null(run)));
    }
    return object;
}

static json_t *count_or_null(int count)
{
    return count >= 0 ? json_integer(count) : json_null();
}

static json_t *code_of(const struct backend *b)
{
    const struct shape *s = shape_find(b->name);

    return s ? json_pack("{s:i, s:i, s:i, s:i, s:o, s:o, s:b}", "lines",
                         s->lines, "shared_lines", s->shared, "functions",
                         s->functions, "states", s->states, "waits",
                         count_or_null(s->waits), "fields",
                         count_or_null(s->fields), "everywhere", s->everywhere)
             : json_null();
}

static json_t *backends_of(const struct run *run)
{
    json_t *array = json_array();

    for (size_t i = 0; i < run->row_count; i++) {
        const struct run_row *row = &run->rows[i];
        const struct backend *b = row->backend;

        json_array_append_new(
            array,
            json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:b, s:b, s:o}",
                      "name", b->name, "family", family_name(b->family),
                      "waiting", waiting_name(b->waiting), "about", b->about,
                      "emulated", b->emulated, "usable", row->reason == NULL,
                      "reason", text_or_null(row->reason), "uses",
                      text_or_null(row->uses), "selected", row->selected,
                      "shares_cpu", run_shares_cpu(run, b), "code",
                      code_of(b)));
    }
    return array;
}

/* Rows that have no rounds at this point, and why. */
static json_t *walls_of(const struct run *run, const struct plan_point *p)
{
    json_t *array = json_array();
    char text[WALL_TEXT_MAX];

    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (plan_takes(p->scenario, run->backends[i]) &&
            plan_walled(&run->plan_order, p, run->backends[i], text))
            json_array_append_new(array, json_pack("{s:s, s:s}", "backend",
                                                   run->backends[i]->name,
                                                   "reason", text));
    return array;
}

static json_t *point_of(const struct run *run, const struct plan_point *p)
{
    bool batch = p->scenario->mode == SCENARIO_BATCH;
    json_t *point = json_pack("{s:s}", "point", p->name);

    sweep_to_json(point, p->at);
    json_object_set_new(point, "share_percent", number_or_null(p->share));
    json_object_set_new(point, "saturation", number_or_null(p->saturation));
    json_object_set_new(point, "blocks_least", json_integer(p->blocks_least));
    json_object_set_new(point, "warmup_ns",
                        batch ? json_null()
                              : json_integer((json_int_t)p->warmup_ns));
    json_object_set_new(point, "window_ns",
                        batch ? json_null()
                              : json_integer((json_int_t)p->window_ns));
    json_object_set_new(point, "walls", walls_of(run, p));
    return point;
}

static json_t *points_of(const struct run *run, const struct scenario *s)
{
    json_t *array = json_array();

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        if (p->scenario == s)
            json_array_append_new(array, point_of(run, p));
    }
    return array;
}

static json_t *scenarios_of(const struct run *run)
{
    json_t *array = json_array();

    for (size_t i = 0; i < run->scenario_count; i++) {
        const struct scenario *s = &run->scenarios[i].scenario;

        json_array_append_new(
            array,
            json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "name",
                      s->name, "title", json_string_nocheck(s->title),
                      "question", json_string_nocheck(s->question), "source",
                      text_or_null(s->source), "mode",
                      scenario_mode_name(s->mode), "keys",
                      scenario_json_keys(s), "points", points_of(run, s),
                      "reason", text_or_null(run->scenarios[i].reason), "note",
                      text_or_null(run->scenarios[i].note)));
    }
    return array;
}

static json_t *sets_of(const struct run_order *order)
{
    json_t *array = json_array();

    for (size_t i = 0; i < order->set_count; i++)
        json_array_append_new(array, json_string_nocheck(order->sets[i]));
    return array;
}

static void set_build(json_t *root, const char *program)
{
    char hash[PROGRAM_SHA256];
    struct build build;
    bool known;

    machine_build(&build);
    known = *build.commit != '\0';
    json_object_set_new(root, "version", json_string(build.version));
    json_object_set_new(root, "commit", text_or_null(build.commit));
    json_object_set_new(root, "dirty",
                        known ? json_boolean(build.dirty) : json_null());
    json_object_set_new(
        root, "build",
        json_pack(
            "{s:o, s:o, s:o}", "compiler", json_string_nocheck(build.compiler),
            "flags", json_string_nocheck(build.flags), "sha256",
            text_or_null(program_sha256(program, hash) < 0 ? NULL : hash)));
}

json_t *run_build(const char *program)
{
    json_t *root = json_object();

    set_build(root, program);
    json_object_set_new(root, "libraries", libraries_of());
    return root;
}

static void set_plan(json_t *root, const struct run *run)
{
    const struct plan_order *order = &run->plan_order;
    char seed[20];

    snprintf(seed, sizeof seed, "%016" PRIx64, order->seed);
    json_object_set_new(root, "profile", json_string(order->profile->name));
    json_object_set_new(root, "seed", json_string(seed));
    json_object_set_new(root, "blocks", json_integer(order->blocks));
    json_object_set_new(root, "precise", json_boolean(order->precise));
    json_object_set_new(root, "budget_s",
                        run->order->budget_ns > 0
                            ? json_real((double)run->order->budget_ns / 1e9)
                            : json_null());
    json_object_set_new(root, "set", sets_of(run->order));
    json_object_set_new(root, "reference", json_string(order->reference->name));
    json_object_set_new(
        root, "instrumented",
        json_boolean(run->order->syscalls || !order->profile->quick));
    json_object_set_new(root, "target", text_or_null(run->order->target));
    json_object_set_new(root, "rounds",
                        json_integer((json_int_t)run->plan.round_count));
    json_object_set_new(root, "expected_s",
                        json_real((double)plan_expected(&run->plan) / 1e9));
    json_object_set_new(
        root, "expected_least_s",
        json_real((double)plan_expected_least(&run->plan) / 1e9));
}

json_t *run_manifest(const struct run *run)
{
    json_t *root = json_object();
    char created[32];
    time_t now = time(NULL);
    struct tm utc;

    strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&now, &utc));
    json_object_set_new(root, "v", json_integer(1));
    json_object_set_new(root, "created", json_string(created));
    set_build(root, run->order->program);
    set_plan(root, run);
    json_object_set_new(root, "pilot", run_pilot_manifest(run));
    json_object_set_new(root, "placement", placement_of(run));
    json_object_set_new(root, "network",
                        json_pack("{s:b, s:s}", "namespace", run->namespaces,
                                  "reason", run->network_reason));
    json_object_set_new(root, "machine", machine_of());
    json_object_set_new(
        root, "tools",
        json_pack("{s:o}", "hyperfine", text_or_null(run->hyperfine_version)));
    json_object_set_new(root, "libraries", libraries_of());
    json_object_set_new(root, "backends", backends_of(run));
    json_object_set_new(root, "scenarios", scenarios_of(run));
    return root;
}

/* Whole text to a new file, and on to the disk. */
static int write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    int result = 0;

    if (!file)
        return -errno;
    if (fputs(text, file) < 0 || fputc('\n', file) < 0 || fflush(file) < 0 ||
        fsync(fileno(file)) < 0)
        result = -errno;
    if (fclose(file) < 0 && result == 0)
        result = -errno;
    return result;
}

int run_write_json(const struct run *run, const char *name, const json_t *root)
{
    char path[RUN_PATH_MAX], unfinished[RUN_PATH_MAX], part[64];
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    int result = text ? 0 : -ENOMEM;

    snprintf(part, sizeof part, "%.48s.part", name);
    run_path(run, name, path);
    run_path(run, part, unfinished);
    if (result == 0)
        result = write_file(unfinished, text);
    if (result == 0 && rename(unfinished, path) < 0)
        result = -errno;
    if (result < 0)
        unlink(unfinished);
    free(text);
    return result;
}

int run_write_manifest(const struct run *run)
{
    json_t *root = run_manifest(run);
    int result;

    json_object_set_new(root, "doctor", doctor_of());
    json_object_set_new(root, "meters", run_extra_meters(run));
    json_object_set(root, "check", run->check);
    result = run_write_json(run, "manifest.json", root);
    json_decref(root);
    return result;
}
