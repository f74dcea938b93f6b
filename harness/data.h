/*
 * data - the files that come with the program: scenarios, the reference run.
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

/*
 * The reference run: the last by its name of those in results/reference. 0, or
 * -errno with a line in `error`.
 */
int data_reference(char path[DATA_PATH_MAX], char *error, size_t error_size);

#endif
