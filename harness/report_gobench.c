/*
 * gobench.txt: the rounds that count in the Go benchmark format, a line each
 * (https://go.dev/design/14313-benchmark-format), for benchstat.
 *
 * benchstat puts results whose `key: value` lines differ into tables apart.
 * So only what makes runs incomparable is such a line; what tells them apart
 * (commit, seed, date) stands in a comment.
 */
#include "report_export.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report_name.h"

static bool is(const char *word, size_t length, const char *other)
{
    return strlen(other) == length && strncmp(word, other, length) == 0;
}

/*
 * A measure's key as a unit: '-' between words, "_per_" becomes '/', and times
 * are seconds: "cpu_ns_per_request" is "cpu-sec/request". A unit with the word
 * "ns" in it would be scaled by benchstat itself.
 */
static void put_unit(FILE *file, enum measure m)
{
    const char *word = measure_info(m)->key, *joint = "";

    while (*word != '\0') {
        size_t length = strcspn(word, "_");

        if (is(word, length, "per")) {
            joint = "/";
        } else {
            if (is(word, length, "ns"))
                fprintf(file, "%ssec", joint);
            else
                fprintf(file, "%s%.*s", joint, (int)length, word);
            joint = "-";
        }
        word += length + (word[length] == '_');
    }
}

/* In seconds for times; NaN: not measured. */
static double value_of(const struct record *r, enum measure m)
{
    const struct measure_info *info = measure_info(m);

    return info->quantity == QUANTITY_TIME ? info->of(r) / 1e9 : info->of(r);
}

/* The format knows no line without a value. */
static bool has_values(const struct record *r)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        if (!isnan(value_of(r, (enum measure)i)))
            return true;
    }
    return false;
}

/* Ten digits are more than any measurement has. */
static void put_values(FILE *file, const struct record *r)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        double value = value_of(r, (enum measure)i);

        if (isnan(value))
            continue;
        fprintf(file, " %.10g ", value);
        put_unit(file, (enum measure)i);
    }
}

/* What was done so many times are requests; a batch is one run. */
static void put_round(FILE *file, const struct record *r)
{
    char name[sizeof r->scenario];

    strcpy(name, r->scenario);
    *name = (char)toupper((unsigned char)*name);
    fputs("Benchmark", file);
    report_name_put(file, name);
    fputs("/backend=", file);
    report_name_put_row(file, r->backend, r->twin);
    fputc('/', file);
    report_name_put_point(file, '/', r->point);
    fprintf(file, " %" PRIu64, r->requests == RECORD_NONE ? 1 : r->requests);
    put_values(file, r);
    fputc('\n', file);
}

/* A text as the rest of a line: without an end of line of its own. */
static void put_rest(FILE *file, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(iscntrl((unsigned char)*text) ? ' ' : *text, file);
    fputc('\n', file);
}

static void put_config(FILE *file, const char *key, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    fprintf(file, "%s: ", key);
    put_rest(file, text);
}

static void put_configs(FILE *file, const struct report_manifest *m)
{
    static const char *const machine[] = {"system", "arch", "cpu",
                                          "hypervisor"};
    json_t *cpus = report_manifest_value(m, "machine", "cpus");
    json_t *namespace = report_manifest_value(m, "network", "namespace");

    for (size_t i = 0; i < sizeof machine / sizeof *machine; i++)
        put_config(file, machine[i],
                   report_manifest_text(m, "machine", machine[i]));
    if (json_is_integer(cpus))
        fprintf(file, "cpus: %lld\n", (long long)json_integer_value(cpus));
    put_config(file, "placement", report_manifest_text(m, "placement", "mode"));
    if (json_is_boolean(namespace))
        put_config(file, "network",
                   json_is_true(namespace) ? "namespace" : "host");
    put_config(file, "target", m->target == NULL ? "local" : m->target);
    put_config(file, "profile", m->profile);
}

/* Which direction is better is said of what the report compares as well. */
static void put_units(FILE *file)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        const struct measure_info *info = measure_info((enum measure)i);

        if (info->delta <= 0)
            continue;
        fputs("Unit ", file);
        put_unit(file, (enum measure)i);
        fprintf(file, " better=%s\n",
                info->more_is_better ? "higher" : "lower");
    }
}

/* What tells this run from others, and how many lines follow. */
static void put_origin(FILE *file, const struct report_summary *s)
{
    const char *commit = report_manifest_text(s->manifest, NULL, "commit");
    const char *version = report_manifest_text(s->manifest, NULL, "version");
    const char *created = report_manifest_text(s->manifest, NULL, "created");
    char text[300];
    size_t used = 0;

    for (size_t i = 0; i < s->rounds->count; i++)
        used += s->used[i];
    snprintf(text, sizeof text,
             "# muxbench %s, commit %s, %s, seed %s, %zu of %zu rounds count",
             version ? version : "unknown", commit ? commit : "unknown",
             created ? created : "at an unknown time", s->manifest->seed, used,
             s->rounds->count);
    put_rest(file, text);
}

int report_export_gobench(const struct report_summary *s, FILE *file)
{
    put_origin(file, s);
    put_configs(file, s->manifest);
    put_units(file);
    for (size_t i = 0; i < s->rounds->count; i++) {
        if (s->used[i] && has_values(&s->rounds->records[i]))
            put_round(file, &s->rounds->records[i]);
    }
    return 0;
}
