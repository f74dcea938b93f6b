/*
 * record_fields - the fields of a line of rounds.jsonl as a table, which both
 * directions follow. For record*.c only.
 */
#ifndef MUXBENCH_RECORD_FIELDS_H
#define MUXBENCH_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

enum record_kind {
    ORDINAL, /* int from 1 */
    COUNT,   /* int from 0 */
    NUMBER,  /* uint64_t; null: RECORD_NONE */
    LATER,   /* the same; a file from before there was the field lacks it */
    BINS,    /* list of counts, or null; may be lacking, too */
    TEXT,
    REASON, /* text; null: "" */
    FLAG,
    ERRORS,
    SERVICE
};

struct record_field {
    const char *group; /* the object it stands in; NULL: the line itself */
    const char *name;
    enum record_kind kind;
    size_t offset, size;
    bool later; /* the first files of this version lack it: not measured */
};

/* In the order of the line; the fields of a group follow each other. A group
 * whose numbers were all not measured is null as a whole. */
extern const struct record_field record_fields[];
extern const int record_field_count;

/* The end of the group that begins at field i: the first one outside. */
int record_group_end(int i);

#endif
