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

/* The last name that does not begin with a dot; "": there is none. */
static void last_name(DIR *dir, char *name, size_t size)
{
    const struct dirent *entry;

    *name = '\0';
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, name) > 0)
            snprintf(name, size, "%s", entry->d_name);
}

int data_reference(char path[DATA_PATH_MAX], char *error, size_t error_size)
{
    char name[256] = "";
    size_t length;
    DIR *dir;

    data_path("results/reference", path);
    dir = opendir(path);
    if (dir) {
        last_name(dir, name, sizeof name);
        closedir(dir);
    }
    if (*name == '\0') {
        snprintf(error, error_size,
                 "%s: no reference run is there; give the directory of a run",
                 path);
        return -ENOENT;
    }
    length = strlen(path);
    if (length + strlen(name) + 2 > DATA_PATH_MAX)
        return -ENAMETOOLONG;
    snprintf(path + length, DATA_PATH_MAX - length, "/%s", name);
    return 0;
}
