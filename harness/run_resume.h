/*
 * run_resume - go on with a run that was ended before its plan was done.
 *
 * The manifest holds all that the plan was made from, so the same program on
 * the same machine makes the same plan again. Blocks of which every round is
 * recorded are taken as they are, and what followed from a failed round then
 * follows again; a block that was under way is run anew, since its rounds are
 * compared with each other. Between the parts nothing of the machine must have
 * changed that the numbers depend on.
 */
#ifndef MUXBENCH_RUN_RESUME_H
#define MUXBENCH_RUN_RESUME_H

#include <jansson.h>

#include "run.h"

#define RUN_RESUME_BACKENDS 64

/* What the order of a resumed run points at. */
struct run_resume {
    json_t *manifest;
    char directory[RUN_PATH_MAX];
    const char *backends[RUN_RESUME_BACKENDS];
    struct scenario *scenarios;
};

/*
 * Read DIR/manifest.json and fill in the order: program and stop are the
 * caller's. 0, or -errno with a line in `error` (room for RUN_ERROR_MAX);
 * -EINVAL: it is not a run. Release with run_resume_free() in either case,
 * after the run.
 */
int run_resume_read(struct run_resume *, const char *dir, struct run_order *,
                    char *error);
void run_resume_free(struct run_resume *);

/*
 * In place of run_open(), after run_prepare(): lock the directory, compare
 * program, machine and plan with the manifest, read what is recorded, and open
 * rounds.jsonl behind its last whole line. 0, or -errno as above: -EBUSY,
 * somebody is running in it; -EXDEV, something is not as it was.
 */
int run_reopen(struct run *, struct run_resume *, char *error);

/* Give the last line of a file of records its end, or take it away when it is
 * cut off. 0 or -errno. */
int run_mend_end(int fd);

/* The part of it that reads the records and opens the file. */
int run_recorded(struct run *, const struct run_resume *, char *error);

/* Say `what` of the directory in `error`; `result`. */
int run_resume_complain(const struct run_resume *, int result, char *error,
                        const char *what);

#endif
