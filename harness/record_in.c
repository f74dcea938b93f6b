/*
 * A line of JSON as a record. Nothing in it is taken on trust.
 */
#include "record.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "histogram.h"
#include "record_errno.h"
#include "record_fields.h"

/* What is read, and where what is wrong with it is told. */
struct reading {
    struct record *record;
    char *error;
    size_t error_size;
};

__attribute__((format(printf, 2, 3))) static int wrong(struct reading *in,
                                                       const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(in->error, in->error_size, format, values);
    va_end(values);
    return -EINVAL;
}

static int wrong_field(struct reading *in, const struct record_field *f,
                       const char *what)
{
    return wrong(in, "field '%s%s%s' is %s", f->group == NULL ? "" : f->group,
                 f->group == NULL ? "" : ".", f->name, what);
}

static int read_int(struct reading *in, const struct record_field *f,
                    json_t *value, int lowest)
{
    json_int_t number = json_integer_value(value);

    if (!json_is_integer(value) || number < lowest || number > INT_MAX)
        return wrong_field(in, f, "not a whole number in its range");
    *(int *)((char *)in->record + f->offset) = (int)number;
    return 0;
}

static int read_number(struct reading *in, const struct record_field *f,
                       json_t *value)
{
    json_int_t number = json_integer_value(value);

    if (json_is_null(value))
        return 0; /* RECORD_NONE since record_init */
    if (!json_is_integer(value) || number < 0 ||
        (uint64_t)number >= RECORD_NUMBER_MAX)
        return wrong_field(in, f, "neither null nor a whole number below 2^53");
    *(uint64_t *)((char *)in->record + f->offset) = (uint64_t)number;
    return 0;
}

static int read_text(struct reading *in, const struct record_field *f,
                     json_t *value)
{
    if (!json_is_string(value))
        return wrong_field(in, f, "not a text");
    if (json_string_length(value) >= f->size)
        return wrong_field(in, f, "too long");
    strcpy((char *)in->record + f->offset, json_string_value(value));
    return 0;
}

static int read_errors(struct reading *in, const struct record_field *f,
                       json_t *value)
{
    const char *name;
    json_t *count;

    if (!json_is_object(value))
        return wrong_field(in, f, "not an object");
    json_object_foreach(value, name, count)
    {
        int error = record_errno_value(name);
        json_int_t number = json_integer_value(count);

        if (error == 0)
            return wrong(in, "field 'errors' names an unknown error, '%s'",
                         name);
        if (!json_is_integer(count) || number < 1 ||
            !record_count_error(in->record, error, (uint64_t)number))
            return wrong_field(in, f, "not a short list of counts");
    }
    return 0;
}

static int read_bins(struct reading *in, const struct record_field *f,
                     json_t *value)
{
    struct record_bins *bins = &in->record->bins;

    if (json_is_null(value))
        return 0;
    if (!json_is_array(value) || json_array_size(value) != RECORD_BINS)
        return wrong_field(in, f, "neither null nor a list of 20 counts");
    for (size_t i = 0; i < RECORD_BINS; i++) {
        json_t *count = json_array_get(value, i);
        json_int_t number = json_integer_value(count);

        if (!json_is_integer(count) || number < 0 ||
            (uint64_t)number >= RECORD_NUMBER_MAX)
            return wrong_field(in, f, "neither null nor a list of 20 counts");
        bins->counts[i] = (uint64_t)number;
    }
    bins->there = true;
    return 0;
}

/* The numbers beside it are derived from `hdr`, so they are derived again. The
 * text itself is kept as it is: packing takes longer than all the rest. */
static int read_service(struct reading *in, const struct record_field *f,
                        json_t *value)
{
    struct record_service *times =
        (struct record_service *)(void *)((char *)in->record + f->offset);
    json_t *hdr = json_object_get(value, "hdr");
    struct histogram *h;
    int result;

    if (json_is_null(value))
        return 0;
    if (!json_is_string(hdr))
        return wrong_field(in, f, "neither null nor an object with 'hdr'");
    result = histogram_from_base64(json_string_value(hdr),
                                   json_string_length(hdr), &h);
    if (result == -ENOMEM)
        return result;
    if (result != 0)
        return wrong_field(in, f, "not a sound histogram");
    if (h->total > 0) {
        char *text = strdup(json_string_value(hdr));

        result = text == NULL ? -ENOMEM : 0;
        record_keep_times(times, h, text);
    }
    histogram_destroy(h);
    return result;
}

static int read_field(struct reading *in, const struct record_field *f,
                      json_t *value)
{
    if (value == NULL && f->later)
        return 0;
    if (value == NULL)
        return f->kind == LATER || f->kind == BINS
                   ? 0
                   : wrong_field(in, f, "missing");
    switch (f->kind) {
    case ORDINAL:
        return read_int(in, f, value, 1);
    case COUNT:
        return read_int(in, f, value, 0);
    case NUMBER:
    case LATER:
        return read_number(in, f, value);
    case REASON:
        return json_is_null(value) ? 0 : read_text(in, f, value);
    case TEXT:
        return read_text(in, f, value);
    case FLAG:
        if (!json_is_boolean(value))
            return wrong_field(in, f, "neither true nor false");
        *(bool *)((char *)in->record + f->offset) = json_is_true(value);
        return 0;
    case ERRORS:
        return read_errors(in, f, value);
    case BINS:
        return read_bins(in, f, value);
    case SERVICE:
        return read_service(in, f, value);
    }
    return 0;
}

static int read_group(struct reading *in, json_t *object, int from, int to)
{
    int result = 0;

    if (json_is_null(object) || (object == NULL && record_fields[from].later))
        return 0;
    if (!json_is_object(object))
        return wrong(in, "field '%s' is %s", record_fields[from].group,
                     object == NULL ? "missing" : "not an object");
    for (int i = from; i < to && result == 0; i++)
        result = read_field(in, &record_fields[i],
                            json_object_get(object, record_fields[i].name));
    return result;
}

static int read_record(struct reading *in, json_t *line)
{
    json_t *version = json_object_get(line, "v");
    int result = 0;

    if (!json_is_object(line))
        return wrong(in, "it is not an object");
    if (json_integer_value(version) != RECORD_VERSION)
        return wrong(in, "field 'v' is not %d", RECORD_VERSION);
    for (int i = 0, next; i < record_field_count && result == 0; i = next) {
        const struct record_field *f = &record_fields[i];

        next = f->group == NULL ? i + 1 : record_group_end(i);
        result = f->group == NULL
                     ? read_field(in, f, json_object_get(line, f->name))
                     : read_group(in, json_object_get(line, f->group), i, next);
    }
    return result;
}

int record_from_line(struct record *r, const char *line, char *error,
                     size_t error_size)
{
    struct reading in = {r, error, error_size};
    json_error_t at;
    json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &at);
    int result;

    record_init(r);
    if (json == NULL)
        return wrong(&in, "it is not JSON: %s", at.text);
    result = read_record(&in, json);
    json_decref(json);
    return result;
}
