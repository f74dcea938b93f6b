#include "report_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *dir, const char *name, const char *suffix)
{
    size_t size = strlen(dir) + strlen(name) + strlen(suffix) + 2;
    char *path = malloc(size);

    if (path != NULL)
        snprintf(path, size, "%s/%s%s", dir, name, suffix);
    return path;
}

char *report_file_path(const char *dir, const char *name)
{
    return join(dir, name, "");
}

/* `result` again, explained when it is an error. */
static int explain(int result, const char *dir, const char *name, char *error,
                   size_t error_size)
{
    if (result != 0)
        snprintf(error, error_size, "cannot write %s/%s: %s", dir, name,
                 strerror(-result));
    return result;
}

static int write_all(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool written;

    if (file == NULL)
        return -errno;
    errno = 0;
    written = fputs(text, file) >= 0;
    if (fclose(file) == 0 && written)
        return 0;
    return errno == 0 ? -EIO : -errno;
}

static int rename_new(const char *dir, const char *name)
{
    char *from = join(dir, name, ".new"), *to = join(dir, name, "");
    int result = -ENOMEM;

    if (from != NULL && to != NULL)
        result = rename(from, to) == 0 ? 0 : -errno;
    free(from);
    free(to);
    return result;
}

int report_file_write(const char *dir, const char *name, const char *text,
                      char *error, size_t error_size)
{
    char *path = join(dir, name, ".new");
    int result = path == NULL ? -ENOMEM : write_all(path, text);

    free(path);
    if (result == 0)
        result = rename_new(dir, name);
    if (result != 0)
        report_file_forget(dir, name);
    return explain(result, dir, name, error, error_size);
}

int report_file_keep(const char *dir, const char *name, char *error,
                     size_t error_size)
{
    return explain(rename_new(dir, name), dir, name, error, error_size);
}

static void remove_path(char *path)
{
    if (path != NULL)
        unlink(path);
    free(path);
}

void report_file_forget(const char *dir, const char *name)
{
    remove_path(join(dir, name, ".new"));
}

void report_file_remove(const char *dir, const char *name)
{
    remove_path(join(dir, name, ""));
}

int report_file_directory(const char *dir, const char *name, char **path,
                          char *error, size_t error_size)
{
    int result = 0;

    *path = join(dir, name, "");
    if (*path == NULL)
        result = -ENOMEM;
    else if (mkdir(*path, 0777) != 0 && errno != EEXIST)
        result = -errno;
    if (result == 0)
        return 0;
    snprintf(error, error_size, "cannot make %s/%s: %s", dir, name,
             strerror(-result));
    free(*path);
    *path = NULL;
    return result;
}

static char *read_all(FILE *file)
{
    size_t length = 0, room = 65536;
    char *text = malloc(room);

    while (text != NULL) {
        char *larger;

        length += fread(text + length, 1, room - length - 1, file);
        if (length < room - 1)
            break;
        room *= 2;
        larger = realloc(text, room);
        if (larger == NULL)
            free(text);
        text = larger;
    }
    if (text != NULL)
        text[length] = '\0';
    return text;
}

char *report_file_read(const char *dir, const char *name)
{
    char *path = join(dir, name, ""), *text = NULL;
    FILE *file = path == NULL ? NULL : fopen(path, "r");

    free(path);
    if (file != NULL) {
        text = read_all(file);
        fclose(file);
    }
    return text;
}
