#include "report_source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_file.h"

static int read_manifest(struct report_source *s, char *error, size_t size)
{
    char *path = report_file_path(s->dir, "manifest.json");
    int result;

    if (!path) {
        snprintf(error, size, "out of memory");
        return -ENOMEM;
    }
    result = report_manifest_read(&s->manifest, path, error, size);
    free(path);
    return result;
}

int report_source_open(struct report_source *s, const char *dir, char *error,
                       size_t size)
{
    char *path = report_file_path(dir, "rounds.jsonl");
    int result;

    memset(s, 0, sizeof *s);
    s->dir = dir;
    result = read_manifest(s, error, size);
    if (result < 0) {
        free(path);
        return result;
    }
    result = path ? record_read(&s->rounds, path) : -ENOMEM;
    free(path);
    if (result == 0)
        result = report_summarise(&s->summary, &s->manifest, &s->rounds);
    if (result < 0)
        snprintf(error, size, "%s/rounds.jsonl: %s", dir, strerror(-result));
    return result;
}

void report_source_close(struct report_source *s)
{
    report_summary_free(&s->summary);
    record_list_free(&s->rounds);
    report_manifest_free(&s->manifest);
}
