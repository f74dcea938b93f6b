#include "fetch_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for a number after the name. */
#define BASE_MAX (FETCH_NAME_MAX - 12)

#define NUMBERS_MAX 100000

#define TEMPORARY_MAX 64

#define NEW_FILE (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)

/* Hidden, and no other process has its like. */
static void temporary_name(int page, char name[TEMPORARY_MAX])
{
    snprintf(name, TEMPORARY_MAX, ".muxbench-%ld-%d.part", (long)getpid(),
             page);
}

/* Whether files can be made is known when one was made. */
static int probe(int directory)
{
    char name[TEMPORARY_MAX];
    int fd;

    temporary_name(-1, name);
    fd = openat(directory, name, NEW_FILE, 0600);
    if (fd < 0)
        return -errno;
    close(fd);
    unlinkat(directory, name, 0);
    return 0;
}

static int open_directory(struct fetch_output *o, const char *path, char *error,
                          size_t size)
{
    const char *what = "cannot be made";
    int result = 0;

    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        result = -errno;
    if (result == 0) {
        what = "cannot be opened";
        o->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        result = o->directory < 0 ? -errno : 0;
    }
    if (result == 0) {
        what = "cannot be written to";
        result = probe(o->directory);
    }
    if (result == 0)
        return 0;
    snprintf(error, size, "directory '%s' %s: %s", path, what,
             strerror(-result));
    if (o->directory >= 0)
        close(o->directory);
    return result;
}

int fetch_output_init(struct fetch_output *o, const char *directory, int count,
                      char *error, size_t error_size)
{
    int result;

    memset(o, 0, sizeof *o);
    o->directory = -1;
    result = open_directory(o, directory, error, error_size);
    if (result < 0)
        return result;
    o->files = calloc((size_t)count + 1, sizeof *o->files);
    if (!o->files) {
        snprintf(error, error_size, "out of memory");
        close(o->directory);
        return -ENOMEM;
    }
    o->count = count;
    for (int i = 0; i < count; i++)
        o->files[i].fd = -1;
    pthread_mutex_init(&o->lock, NULL);
    return 0;
}

/* What is harmless in any file system and to any shell. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c != '\0' && strchr("._-+=,@%~", c));
}

static void base_name(const char *path, char base[BASE_MAX])
{
    size_t length = strcspn(path, "?#"), start = length, n;

    while (start > 0 && path[start - 1] != '/')
        start--;
    n = length - start;
    if (n == 0) {
        snprintf(base, BASE_MAX, "index.html");
        return;
    }
    if (n > BASE_MAX - 1)
        n = BASE_MAX - 1;
    for (size_t i = 0; i < n; i++) {
        char c = path[start + i];

        /* No hidden file, and no option of a command either. */
        base[i] = is_plain(c) && !(i == 0 && (c == '.' || c == '-')) ? c : '_';
    }
    base[n] = '\0';
}

static bool is_taken(const struct fetch_output *o, int page, const char *name)
{
    struct stat there;

    for (int i = 0; i < o->count; i++)
        if (i != page && strcmp(o->files[i].name, name) == 0)
            return true;
    return fstatat(o->directory, name, &there, AT_SYMLINK_NOFOLLOW) == 0;
}

void fetch_output_plan(struct fetch_output *o, int page, const char *path)
{
    char *name = o->files[page].name, base[BASE_MAX];

    base_name(path, base);
    snprintf(name, FETCH_NAME_MAX, "%s", base);
    for (int n = 1; n < NUMBERS_MAX && is_taken(o, page, name); n++)
        snprintf(name, FETCH_NAME_MAX, "%s.%d", base, n);
}

/* Opening and abandoning exclude each other, or a file would stay. */
static int open_temporary(struct fetch_output *o, int page)
{
    struct fetch_file *f = &o->files[page];
    char name[TEMPORARY_MAX];

    temporary_name(page, name);
    pthread_mutex_lock(&o->lock);
    if (o->abandoned) {
        f->error = -ECANCELED;
    } else {
        f->fd = openat(o->directory, name, NEW_FILE, 0666);
        f->error = f->fd < 0 ? -errno : 0;
        f->made = f->fd >= 0;
    }
    pthread_mutex_unlock(&o->lock);
    return f->error;
}

void fetch_output_body(struct fetch_output *o, int page, const char *bytes,
                       size_t n)
{
    struct fetch_file *f = &o->files[page];

    if (f->fd < 0 && f->error == 0)
        open_temporary(o, page);
    while (n > 0 && f->error == 0) {
        ssize_t written = write(f->fd, bytes, n);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            f->error = -errno;
            return;
        }
        bytes += written;
        n -= (size_t)written;
    }
}

/* The own name is reserved with an empty file, which the whole one replaces:
 * whatever anyone else has put there since stays as it is. */
static int give_name(struct fetch_output *o, struct fetch_file *f,
                     const char *temporary)
{
    int fd = openat(o->directory, f->name, NEW_FILE, 0666);

    if (fd < 0)
        return -errno;
    close(fd);
    if (renameat(o->directory, temporary, o->directory, f->name) < 0) {
        int error = errno;

        unlinkat(o->directory, f->name, 0);
        return -error;
    }
    f->made = false;
    return 0;
}

int fetch_output_end(struct fetch_output *o, int page, bool keep)
{
    struct fetch_file *f = &o->files[page];
    char name[TEMPORARY_MAX];

    /* An empty body is a file as well. */
    if (keep && f->fd < 0 && f->error == 0)
        open_temporary(o, page);
    if (f->fd >= 0 && close(f->fd) < 0 && f->error == 0 && errno != EINTR)
        f->error = -errno;
    f->fd = -1;
    temporary_name(page, name);
    pthread_mutex_lock(&o->lock);
    if (f->made && keep && f->error == 0)
        f->error = give_name(o, f, name);
    if (f->made)
        unlinkat(o->directory, name, 0);
    f->made = false;
    pthread_mutex_unlock(&o->lock);
    return f->error;
}

void fetch_output_abandon(struct fetch_output *o)
{
    char name[TEMPORARY_MAX];

    pthread_mutex_lock(&o->lock);
    o->abandoned = true;
    for (int i = 0; i < o->count; i++) {
        temporary_name(i, name);
        if (o->files[i].made)
            unlinkat(o->directory, name, 0);
        o->files[i].made = false;
    }
    pthread_mutex_unlock(&o->lock);
}

void fetch_output_free(struct fetch_output *o)
{
    fetch_output_abandon(o);
    for (int i = 0; i < o->count; i++)
        if (o->files[i].fd >= 0)
            close(o->files[i].fd);
    close(o->directory);
    pthread_mutex_destroy(&o->lock);
    free(o->files);
}
