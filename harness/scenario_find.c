/*
 * Where scenarios come from: a name is looked up in the catalogue, a path is
 * taken as it is.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "scenario.h"
#include "suggest.h"

#define CATALOGUE_MAX 64

_Static_assert(SCENARIO_FILE_MAX == DATA_PATH_MAX, "data_path() fills it");

struct names {
    size_t count;
    char texts[CATALOGUE_MAX][SCENARIO_NAME_MAX];
};

static void file_of(const char *name, char path[SCENARIO_FILE_MAX])
{
    data_path("scenarios", path);
    snprintf(path + strlen(path), SCENARIO_FILE_MAX - strlen(path), "/%s.ini",
             name);
}

static void add_name(struct names *names, const char *file)
{
    size_t n = strlen(file);

    if (n <= 4 || strcmp(file + n - 4, ".ini") != 0 || file[0] == '.' ||
        n - 4 >= SCENARIO_NAME_MAX || names->count == CATALOGUE_MAX)
        return;
    memcpy(names->texts[names->count], file, n - 4);
    names->texts[names->count++][n - 4] = '\0';
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

static int list_names(struct names *names, char *error)
{
    char path[SCENARIO_FILE_MAX];
    const struct dirent *entry;
    DIR *dir;

    data_path("scenarios", path);
    names->count = 0;
    dir = opendir(path);
    if (!dir) {
        int result = -errno;

        snprintf(error, SCENARIO_ERROR_MAX,
                 "%s: the scenarios cannot be read: %s (MUXBENCH_DATA=DIR "
                 "says where they are)",
                 path, strerror(-result));
        return result;
    }
    while ((entry = readdir(dir)) != NULL)
        add_name(names, entry->d_name);
    closedir(dir);
    qsort(names->texts, names->count, sizeof *names->texts, compare_names);
    return 0;
}

static int unknown(const char *argument, const struct names *names, char *error)
{
    const char *candidates[CATALOGUE_MAX], *near;
    char all[512] = "none", meant[160] = "";
    size_t used = 0;

    for (size_t i = 0; i < names->count; i++) {
        candidates[i] = names->texts[i];
        if (used < sizeof all)
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%s",
                                     i ? ", " : "", names->texts[i]);
    }
    near = suggest(argument, candidates, names->count);
    if (near)
        snprintf(meant, sizeof meant, "; did you mean '%s'?", near);
    snprintf(error, SCENARIO_ERROR_MAX,
             "unknown scenario '%.128s'%s (there are: %s; or give the path of "
             "a file)",
             argument, meant, all);
    return -EINVAL;
}

int scenario_find(struct scenario *s, const char *argument, char *error)
{
    size_t n = strlen(argument);
    char path[SCENARIO_FILE_MAX];
    struct names names;
    int result;

    if (strchr(argument, '/') ||
        (n > 4 && strcmp(argument + n - 4, ".ini") == 0))
        return scenario_read(s, argument, error);
    result = list_names(&names, error);
    if (result < 0)
        return result;
    for (size_t i = 0; i < names.count; i++) {
        if (strcmp(names.texts[i], argument) != 0)
            continue;
        file_of(argument, path);
        return scenario_read(s, path, error);
    }
    return unknown(argument, &names, error);
}

static int compare(const void *a, const void *b)
{
    const struct scenario *one = a, *other = b;

    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return strcmp(one->name, other->name);
}

int scenario_catalogue(struct scenario **list, char *error)
{
    struct names names;
    struct scenario *all;
    int result = list_names(&names, error);

    if (result < 0)
        return result;
    all = calloc(names.count + 1, sizeof *all);
    if (!all) {
        snprintf(error, SCENARIO_ERROR_MAX, "out of memory");
        return -ENOMEM;
    }
    for (size_t i = 0; i < names.count && result == 0; i++) {
        char path[SCENARIO_FILE_MAX];

        file_of(names.texts[i], path);
        result = scenario_read(&all[i], path, error);
    }
    if (result < 0) {
        free(all);
        return result;
    }
    qsort(all, names.count, sizeof *all, compare);
    *list = all;
    return (int)names.count;
}
