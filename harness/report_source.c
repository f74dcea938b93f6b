#include "report_source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_file.h"

/* Where an error is told. */
struct complaint {
    const char *dir;
    char *text;
    size_t size;
};

static int fail(const struct complaint *c, int result, const char *name)
{
    snprintf(c->text, c->size, "%s/%s: %s", c->dir, name,
             result == -EBADMSG ? "what was compressed is cut off or damaged"
                                : strerror(-result));
    return result;
}

static int read_manifest(struct report_manifest *m, const struct complaint *c)
{
    char *path = report_file_path(c->dir, "manifest.json");
    int result = path ? report_manifest_read(m, path, c->text, c->size)
                      : fail(c, -ENOMEM, "manifest.json");

    free(path);
    return result;
}

static int read_file(struct record_list *list, const char *name,
                     const struct complaint *c)
{
    char *path = report_file_path(c->dir, name);
    int result = path ? record_read(list, path) : -ENOMEM;

    free(path);
    return result < 0 && result != -ENOENT ? fail(c, result, name) : result;
}

/* The file NAME, or else NAME.gz. */
static int read_records(struct record_list *list, const char *name,
                        bool required, const struct complaint *c)
{
    char compressed[32];
    int result = read_file(list, name, c);

    if (result != -ENOENT)
        return result;
    snprintf(compressed, sizeof compressed, "%s.gz", name);
    result = read_file(list, compressed, c);
    if (result == -ENOENT)
        return required ? fail(c, result, name) : 0;
    return result;
}

int report_source_open(struct report_source *s, const char *dir, char *error,
                       size_t size)
{
    struct complaint c = {dir, error, size};
    int result;

    memset(s, 0, sizeof *s);
    s->dir = dir;
    result = read_manifest(&s->manifest, &c);
    if (result == 0)
        result = read_records(&s->rounds, "rounds.jsonl", true, &c);
    /* Only some runs have it. */
    if (result == 0)
        result = read_records(&s->extra, "extra.jsonl", false, &c);
    if (result < 0)
        return result;
    result = report_summarise(&s->summary, &s->manifest, &s->rounds, &s->extra);
    return result < 0 ? fail(&c, result, "rounds.jsonl") : 0;
}

void report_source_close(struct report_source *s)
{
    report_summary_free(&s->summary);
    record_list_free(&s->rounds);
    record_list_free(&s->extra);
    report_manifest_free(&s->manifest);
}
