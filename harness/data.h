/*
 * data - the files that come with the program: scenarios, reference runs.
 *
 * They are below MUXBENCH_DATA, else below the directory that the program was
 * built for.
 */
#ifndef MUXBENCH_DATA_H
#define MUXBENCH_DATA_H

#include <stddef.h>

#define DATA_PATH_MAX 1024

/* The path of "scenarios", ...; cut off when it is too long. */
void data_path(const char *below, char path[DATA_PATH_MAX]);

struct data_runs {
    char **paths; /* of their directories */
    size_t count;
};

/*
 * The reference runs: all that is in results/reference, the last name first. 0,
 * or -errno with a line in `error`; to be freed in either case.
 */
int data_references(struct data_runs *, char *error, size_t error_size);
void data_runs_free(struct data_runs *);

#endif
