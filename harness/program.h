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

/*
 * The first line that the program at `path` prints when it is started with
 * these arguments, the first of which is its name, the last NULL. 0, or
 * -ENOEXEC when it does not run, fails or prints nothing.
 */
int program_answer(const char *path, const char *const *arguments, char *line,
                   size_t size);

#define PROGRAM_SHA256 65 /* hexadecimal digits, with the NUL */

/* The SHA-256 of a file. 0 or -errno. */
int program_sha256(const char *path, char hash[PROGRAM_SHA256]);

#endif
