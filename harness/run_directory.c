#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"
#include "run.h"

void run_path(const struct run *run, const char *name, char path[RUN_PATH_MAX])
{
    snprintf(path, RUN_PATH_MAX, "%.*s/%s",
             (int)(RUN_PATH_MAX - strlen(name) - 2), run->directory, name);
}

static int complain(const struct run *run, char *error, const char *what,
                    int result)
{
    snprintf(error, RUN_ERROR_MAX, "results directory %s: %s", run->directory,
             what);
    return result;
}

/* results/20240131T235959Z-1a2b3c4; the version where there is no commit. */
static void name_directory(struct run *run)
{
    struct build build;
    char now[32];
    time_t t = time(NULL);
    struct tm utc;

    machine_build(&build);
    strftime(now, sizeof now, "%Y%m%dT%H%M%SZ", gmtime_r(&t, &utc));
    snprintf(run->directory, sizeof run->directory, "results/%s-%s", now,
             *build.commit ? build.commit : build.version);
}

/* 0 when it holds nothing, -ENOTEMPTY, or another -errno. */
static int check_empty(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    int result = 0;

    if (!dir)
        return -errno;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            result = -ENOTEMPTY;
    closedir(dir);
    return result;
}

static int make_directory(struct run *run, char *error)
{
    const char *out = run->order->out;
    int result;

    if (!out) {
        name_directory(run);
        mkdir("results", 0777); /* when it fails, the next one tells */
    } else if (strlen(out) > RUN_PATH_MAX - 64) {
        snprintf(error, RUN_ERROR_MAX, "--out: the path is too long");
        return -ENAMETOOLONG;
    } else {
        snprintf(run->directory, sizeof run->directory, "%s", out);
    }
    run->made_directory = mkdir(run->directory, 0777) == 0;
    if (run->made_directory)
        return 0;
    if (errno != EEXIST)
        return complain(run, error, strerror(errno), -errno);
    result = check_empty(run->directory);
    if (result == -ENOTEMPTY)
        return complain(run, error,
                        "it is not empty; give a new or an empty one", result);
    return result < 0 ? complain(run, error, strerror(-result), result) : 0;
}

/*
 * A lock of fcntl(2) is the process's alone: its children do not have it, and
 * it goes when the process does. Closing any descriptor of a file would give
 * up its lock, so there is a file of which nothing else is wanted.
 */
int run_lock(struct run *run)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[RUN_PATH_MAX];

    run_path(run, ".lock", path);
    run->lock = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (run->lock < 0)
        return -errno;
    if (fcntl(run->lock, F_SETLK, &whole) == 0)
        return 0;
    return errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;
}

int run_claim(struct run *run, char *error)
{
    int result = make_directory(run, error);

    if (result < 0)
        return result;
    result = run_lock(run);
    if (result < 0)
        return complain(run, error,
                        result == -EBUSY ? "another run is using it"
                                         : strerror(-result),
                        result);
    return 0;
}

void run_unclaim(struct run *run)
{
    char path[RUN_PATH_MAX];

    run_path(run, ".lock", path);
    unlink(path);
    close(run->lock);
    run->lock = -1;
    if (run->made_directory)
        rmdir(run->directory);
}

int run_open(struct run *run, char *error)
{
    char path[RUN_PATH_MAX];
    int result = run->lock < 0 ? run_claim(run, error) : 0;

    if (result < 0)
        return result;
    result = run_write_manifest(run);
    if (result < 0)
        return complain(run, error, strerror(-result), result);
    run_path(run, "rounds.jsonl", path);
    run->records =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    return run->records < 0 ? complain(run, error, strerror(errno), -errno) : 0;
}

/* A line that did not fit is taken back: a reader must find whole ones only. */
static int take_back(int file, off_t end)
{
    return ftruncate(file, end) < 0 ? -errno : -ENOSPC;
}

int run_append_to(int file, const char *line)
{
    off_t end = lseek(file, 0, SEEK_END);
    size_t length = strlen(line);
    ssize_t n;

    do
        n = write(file, line, length);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -errno;
    return (size_t)n == length ? 0 : take_back(file, end);
}

int run_append(const struct run *run, const char *line)
{
    return run_append_to(run->records, line);
}
