#include "data.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void data_path(const char *below, char path[DATA_PATH_MAX])
{
    const char *data = getenv("MUXBENCH_DATA");

    snprintf(path, DATA_PATH_MAX, "%s/%s",
             data && *data ? data : MUXBENCH_DATA_DIR, below);
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The paths of these entries of the directory, from the last on. */
static int join(struct data_runs *runs, const char *dir,
                struct dirent *const *entries, size_t count)
{
    char path[DATA_PATH_MAX];

    runs->paths = calloc(count, sizeof *runs->paths);
    if (!runs->paths)
        return -ENOMEM;
    for (size_t i = count; i-- > 0; runs->count++) {
        if (snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name) >=
            DATA_PATH_MAX)
            return -ENAMETOOLONG;
        runs->paths[runs->count] = strdup(path);
        if (!runs->paths[runs->count])
            return -ENOMEM;
    }
    return 0;
}

int data_references(struct data_runs *runs, char *error, size_t error_size)
{
    char dir[DATA_PATH_MAX];
    struct dirent **entries = NULL;
    int count, result;

    *runs = (struct data_runs){NULL, 0};
    data_path("results/reference", dir);
    count = scandir(dir, &entries, is_shown, alphasort);
    result = count > 0 ? join(runs, dir, entries, (size_t)count) : -ENOENT;
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    if (result == -ENOENT)
        snprintf(error, error_size,
                 "%s: no reference run is there; give the directory of a run",
                 dir);
    else if (result < 0)
        snprintf(error, error_size, "%s: %s", dir, strerror(-result));
    return result;
}

void data_runs_free(struct data_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        free(runs->paths[i]);
    free(runs->paths);
}
