/*
 * A record as a line of JSON.
 */
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "json_build.h"
#include "record_errno.h"
#include "record_fields.h"

/* jansson takes UTF-8 only; a text cut to fit its room may end inside a
 * character. */
static json_t *text_to_json(const char *text)
{
    json_t *json = json_string(text);
    char plain[512];

    if (json != NULL)
        return json;
    snprintf(plain, sizeof plain, "%s", text);
    for (char *at = plain; *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    }
    return json_string(plain);
}

static json_t *number_to_json(uint64_t number)
{
    if (number >= RECORD_NUMBER_MAX)
        return json_null();
    return json_integer((json_int_t)number);
}

static json_t *errors_to_json(const struct record *r)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < r->error_count; i++) {
        char room[32];
        const char *name =
            record_errno_name(r->errors[i].error, room, sizeof room);

        failed |= json_object_set_new(object, name,
                                      number_to_json(r->errors[i].count));
    }
    return json_build_end(object, failed);
}

static json_t *service_to_json(const struct record_service *s)
{
    if (s->total == 0)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "min",
                     number_to_json(s->min), "mean", number_to_json(s->mean),
                     "p50", number_to_json(s->p50), "p90",
                     number_to_json(s->p90), "p99", number_to_json(s->p99),
                     "p999", number_to_json(s->p999), "max",
                     number_to_json(s->max), "hdr", s->hdr);
}

static json_t *bins_to_json(const struct record_bins *bins)
{
    json_t *list;
    int failed = 0;

    if (!bins->there)
        return json_null();
    list = json_array();
    for (int i = 0; i < RECORD_BINS; i++)
        failed |= json_array_append_new(list, number_to_json(bins->counts[i]));
    return json_build_end(list, failed);
}

static json_t *field_to_json(const struct record *r,
                             const struct record_field *f)
{
    const char *at = (const char *)r + f->offset;

    switch (f->kind) {
    case ORDINAL:
    case COUNT:
        return json_integer(*(const int *)at);
    case NUMBER:
    case LATER:
        return number_to_json(*(const uint64_t *)at);
    case REASON:
        return *at == '\0' ? json_null() : text_to_json(at);
    case TEXT:
        return text_to_json(at);
    case FLAG:
        return json_boolean(*(const bool *)at);
    case ERRORS:
        return errors_to_json(r);
    case BINS:
        return bins_to_json(&r->bins);
    case SERVICE:
        return service_to_json((const struct record_service *)(const void *)at);
    }
    return NULL;
}

static json_t *group_to_json(const struct record *r, int from, int to)
{
    json_t *object = json_object();
    bool measured = false;
    int failed = 0;

    for (int i = from; i < to; i++) {
        json_t *value = field_to_json(r, &record_fields[i]);

        measured = measured || !json_is_null(value);
        failed |= json_object_set_new(object, record_fields[i].name, value);
    }
    if (measured)
        return json_build_end(object, failed);
    json_decref(object);
    return json_null();
}

static json_t *record_to_json(const struct record *r)
{
    json_t *line = json_object();
    int failed = json_object_set_new(line, "v", json_integer(RECORD_VERSION));

    for (int i = 0, next; i < record_field_count; i = next) {
        const struct record_field *f = &record_fields[i];

        next = f->group == NULL ? i + 1 : record_group_end(i);
        failed |= f->group == NULL
                      ? json_object_set_new(line, f->name, field_to_json(r, f))
                      : json_object_set_new(line, f->group,
                                            group_to_json(r, i, next));
    }
    return json_build_end(line, failed);
}

char *record_to_line(const struct record *r)
{
    json_t *line = record_to_json(r);
    char *text = json_dumps(line, JSON_COMPACT);
    char *ended = NULL;

    json_decref(line);
    if (text != NULL) {
        size_t length = strlen(text);

        ended = realloc(text, length + 2);
        if (ended == NULL)
            free(text);
        else
            memcpy(ended + length, "\n", 2);
    }
    return ended;
}
