#include "record.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <zlib.h>

#include "histogram.h"

void record_free(struct record *r)
{
    struct record_service *all[] = {&r->service,  &r->connect, &r->ordered,
                                    &r->response, &r->lag,     &r->reaction};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]->hdr);
        all[i]->hdr = NULL;
    }
}

bool record_count_error(struct record *r, int error, uint64_t count)
{
    int i = 0;

    while (i < r->error_count && r->errors[i].error != error)
        i++;
    if (i == RECORD_ERRORS_MAX)
        return false;
    if (i == r->error_count)
        r->errors[r->error_count++] = (struct record_error){error, 0};
    r->errors[i].count += count;
    return true;
}

/* A percentile says something when at least 10 requests lie beyond it. */
static uint64_t percentile(const struct histogram *h, unsigned per_mille)
{
    if (h->total / 1000 * (1000 - per_mille) +
            h->total % 1000 * (1000 - per_mille) / 1000 <
        10)
        return RECORD_NONE;
    return histogram_value_at_percentile(h, per_mille / 10.0);
}

void record_keep_times(struct record_service *times, const struct histogram *h,
                       char *hdr)
{
    struct record_service service = {0};

    if (hdr != NULL) {
        service.hdr = hdr;
        service.total = h->total;
        service.min = histogram_min(h);
        service.mean = (uint64_t)(histogram_mean(h) + 0.5);
        service.max = histogram_max(h);
        service.p50 = percentile(h, 500);
        service.p90 = percentile(h, 900);
        service.p99 = percentile(h, 990);
        service.p999 = percentile(h, 999);
    }
    free(times->hdr);
    *times = service;
}

int record_set_times(struct record_service *times, const struct histogram *h)
{
    char *hdr = NULL;

    if (h != NULL && h->total > 0) {
        int result = histogram_to_base64(h, &hdr);

        if (result != 0)
            return result;
    }
    record_keep_times(times, h, hdr);
    return 0;
}

int record_set_service(struct record *r, const struct histogram *h)
{
    return record_set_times(&r->service, h);
}

const struct record_service *record_latency(const struct record *r)
{
    if (r->reaction.total > 0)
        return &r->reaction;
    return r->response.total > 0 ? &r->response : &r->service;
}

bool record_saturated(uint64_t due, uint64_t backlog)
{
    return due != RECORD_NONE && backlog != RECORD_NONE && backlog > due / 100;
}

int record_times_histogram(const struct record_service *times,
                           struct histogram **h)
{
    if (times->hdr == NULL)
        return -ENOENT;
    return histogram_from_base64(times->hdr, strlen(times->hdr), h);
}

/* Room for one more in an array that doubles; 0 or -ENOMEM. */
static int grow(void **array, size_t count, size_t size)
{
    void *larger;

    if ((count & (count - 1)) != 0)
        return 0;
    larger = realloc(*array, (count == 0 ? 1 : 2 * count) * size);
    if (larger == NULL)
        return -ENOMEM;
    *array = larger;
    return 0;
}

static int add_fault(struct record_list *list, size_t line, const char *text)
{
    void *faults = list->faults;
    struct record_fault *fault;

    if (grow(&faults, list->fault_count, sizeof *list->faults) != 0)
        return -ENOMEM;
    list->faults = faults;
    fault = &list->faults[list->fault_count++];
    fault->line = line;
    snprintf(fault->text, sizeof fault->text, "%s", text);
    /* It may quote the line, and the line may be anything. */
    for (char *at = fault->text; *at != '\0'; at++) {
        if (*at < ' ' || *at > '~')
            *at = '?';
    }
    return 0;
}

static int add_record(struct record_list *list, struct record *r)
{
    void *records = list->records;

    if (grow(&records, list->count, sizeof *list->records) != 0) {
        record_free(r);
        return -ENOMEM;
    }
    list->records = records;
    list->records[list->count++] = *r;
    return 0;
}

/* A line without its end was being written when the run was killed; its
 * record counts all the same when it is whole. */
static int add_line(struct record_list *list, size_t number, const char *line,
                    size_t length)
{
    char error[sizeof list->faults->text];
    struct record r;
    int result;

    if (strlen(line) != length)
        return add_fault(list, number, "it contains a NUL byte");
    result = record_from_line(&r, line, error, sizeof error);
    if (result == 0)
        return add_record(list, &r);
    record_free(&r);
    if (result != -EINVAL)
        return result;
    if (line[length - 1] != '\n')
        return add_fault(list, number, "it is cut off");
    return add_fault(list, number, error);
}

static int make_room(char **line, size_t *room)
{
    size_t larger = *room == 0 ? 4096 : 2 * *room;
    char *moved = larger <= INT_MAX ? realloc(*line, larger) : NULL;

    if (moved == NULL)
        return -ENOMEM;
    *line = moved;
    *room = larger;
    return 0;
}

/* A line with its '\n', where it has one: its length, 0 at the end, or -errno.
 */
static ssize_t next_line(gzFile file, char **line, size_t *room)
{
    size_t length = 0;

    do {
        z_off_t from = gztell(file);

        if (*room - length < 2 && make_room(line, room) < 0)
            return -ENOMEM;
        if (gzgets(file, *line + length, (int)(*room - length)) == NULL)
            break;
        length += (size_t)(gztell(file) - from);
    } while ((*line)[length - 1] != '\n');
    return (ssize_t)length;
}

/* What ended the reading, if it was not the end of the file. */
static int read_error(gzFile file)
{
    int error;

    gzerror(file, &error);
    switch (error) {
    case Z_OK:
    case Z_STREAM_END:
        return 0;
    case Z_ERRNO:
        return -EIO; /* a directory, for one */
    case Z_MEM_ERROR:
        return -ENOMEM;
    default:
        return -EBADMSG;
    }
}

int record_read(struct record_list *list, const char *path)
{
    gzFile file = gzopen(path, "rb");
    size_t number = 0, room = 0;
    char *line = NULL;
    ssize_t length;
    int result = 0;

    memset(list, 0, sizeof *list);
    if (file == NULL)
        return errno ? -errno : -ENOMEM;
    while (result == 0 && (length = next_line(file, &line, &room)) != 0)
        result = length < 0 ? (int)length
                            : add_line(list, ++number, line, (size_t)length);
    if (result == 0)
        result = read_error(file);
    free(line);
    gzclose(file);
    return result;
}

void record_list_free(struct record_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        record_free(&list->records[i]);
    free(list->records);
    free(list->faults);
    memset(list, 0, sizeof *list);
}
