/*
 * program - where programs are: this one and those on the PATH.
 */
#ifndef MUXBENCH_PROGRAM_H
#define MUXBENCH_PROGRAM_H

#include <stddef.h>

/* The path of the running program. 0 or -errno. */
int program_self(char *path, size_t size);

/* The path of the program of this name on the PATH. 0 or -ENOENT. */
int program_find(const char *name, char *path, size_t size);

/*
 * The first line that `path --version` prints. 0, or -ENOEXEC when it does
 * not run.
 */
int program_version(const char *path, char *version, size_t size);

#endif
