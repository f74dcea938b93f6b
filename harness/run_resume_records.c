/*
 * What a run that is gone on with has recorded: read, held against the plan,
 * and open for more.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend.h"
#include "record.h"
#include "run_resume.h"

/* Is this record that of round `index` of the plan? */
static bool belongs(const struct plan_round *p, const struct record *record)
{
    return p->block == record->block && p->order == record->order &&
           p->twin == record->twin &&
           strcmp(p->backend->name, record->backend) == 0 &&
           strcmp(p->point->name, record->point) == 0 &&
           strcmp(p->point->scenario->name, record->scenario) == 0;
}

static bool is_planned(const struct run *run, const struct backend *b)
{
    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        if (run->backends[i] == b)
            return true;
    return false;
}

/* A round behind the plan is of a repeated block, whose place the record
 * itself names. */
static void take_numbers(struct run *run, size_t index,
                         const struct record *record)
{
    struct plan_round round = {.block = record->block,
                               .backend = backend_find(record->backend),
                               .twin = record->twin};

    for (size_t i = 0; i < run->plan.point_count; i++) {
        struct plan_point *p = &run->plan.points[i];

        if (strcmp(p->name, record->point) == 0 &&
            strcmp(p->scenario->name, record->scenario) == 0)
            round.point = p;
    }
    if (index < run->plan.round_count)
        round = run->plan.rounds[index];
    if (round.point && is_planned(run, round.backend))
        stop_take(&run->stop, &round, record);
}

/* Rounds behind the plan are of repeated blocks, which the plan does not have
 * yet; they are compared with it when their turn comes. */
static int take_records(struct run *run, const struct run_resume *r,
                        const struct record_list *list, char *error)
{
    size_t most = run->plan.round_count;

    for (size_t i = 0; i < list->count; i++)
        if ((size_t)list->records[i].round > most)
            most = (size_t)list->records[i].round;
    run->recorded = calloc(most + 1, sizeof *run->recorded);
    if (!run->recorded)
        return run_resume_complain(r, -ENOMEM, error, "out of memory");
    run->recorded_count = most;
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = &list->records[i];
        size_t index = (size_t)record->round - 1;

        if (index < run->plan.round_count &&
            !belongs(&run->plan.rounds[index], record)) {
            snprintf(error, RUN_ERROR_MAX,
                     "%s/rounds.jsonl: round %d is not that of the plan",
                     r->directory, record->round);
            return -EXDEV;
        }
        run->recorded[index] =
            (struct run_recorded){true, record->ok, record->block,
                                  record->order, backend_find(record->backend)};
        take_numbers(run, index, record);
        if (record->at_ns > run->recorded_ns)
            run->recorded_ns = record->at_ns;
    }
    return 0;
}

/* The last line: where it begins, and whether it is a whole record. */
static off_t last_line(const char *text, off_t size, bool *whole)
{
    char error[160];
    struct record record;
    off_t begin = size;

    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    *whole = record_from_line(&record, text + begin, error, sizeof error) == 0;
    record_free(&record);
    return begin;
}

static int mend(int fd, const char *text, off_t size)
{
    bool whole;
    off_t begin = last_line(text, size, &whole);

    if (begin == size)
        return 0;
    if (whole)
        return pwrite(fd, "\n", 1, size) == 1 ? 0 : -EIO;
    return ftruncate(fd, begin) < 0 ? -errno : 0;
}

int run_mend_end(int fd)
{
    char *text;
    struct stat file;
    int result;

    if (fstat(fd, &file) < 0)
        return -errno;
    text = calloc(1, (size_t)file.st_size + 1);
    if (!text)
        return -ENOMEM;
    result = pread(fd, text, (size_t)file.st_size, 0) == file.st_size
                 ? mend(fd, text, file.st_size)
                 : -EIO;
    free(text);
    return result;
}

/* Of the file, its last line mended. */
static int read_records(const char *path, struct record_list *list)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    int result = fd < 0 ? -errno : run_mend_end(fd);

    if (fd >= 0)
        close(fd);
    return result == 0 ? record_read(list, path) : result;
}

int run_recorded(struct run *run, const struct run_resume *r, char *error)
{
    struct record_list list = {NULL, 0, NULL, 0};
    char path[RUN_PATH_MAX];
    int result;

    run_path(run, "rounds.jsonl.gz", path);
    if (access(path, F_OK) == 0)
        return run_resume_complain(
            r, -EEXIST, error,
            "rounds.jsonl.gz: to be gone on with, records must be decompressed "
            "first; see gunzip(1)");
    run_path(run, "rounds.jsonl", path);
    result = read_records(path, &list);
    if (result < 0)
        run_resume_complain(r, result, error, strerror(-result));
    else
        result = take_records(run, r, &list, error);
    record_list_free(&list);
    if (result < 0)
        return result;
    run->records = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    return run->records < 0
               ? run_resume_complain(r, -errno, error, strerror(errno))
               : 0;
}
