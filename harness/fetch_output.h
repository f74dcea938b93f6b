/*
 * fetch_output - bodies as files in a directory.
 *
 * A body is written under a temporary name and gets its own when it is whole;
 * a file that is there already is never touched. Bodies may come from several
 * threads, those of one page from one at a time.
 */
#ifndef MUXBENCH_FETCH_OUTPUT_H
#define MUXBENCH_FETCH_OUTPUT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define FETCH_NAME_MAX 224

struct fetch_output {
    int directory;
    int count;
    struct fetch_file {
        char name[FETCH_NAME_MAX]; /* "": not planned */
        int fd;                    /* of the temporary file; -1: none */
        int error;                 /* -errno of a write */
        bool made;                 /* there is a temporary file */
    } * files;
    pthread_mutex_t lock; /* of `made` and `abandoned` */
    bool abandoned;
};

/*
 * Open the directory, made if it is missing, for up to `count` pages. 0, or
 * -errno with one line in `error` when it cannot be written to. Release with
 * fetch_output_free() after 0.
 */
int fetch_output_init(struct fetch_output *, const char *directory, int count,
                      char *error, size_t error_size);

/* Choose the file name for a page from its path: the last component, with a
 * number when another page or an old file has that name. */
void fetch_output_plan(struct fetch_output *, int page, const char *path);

/* Some bytes of a page's body. */
void fetch_output_body(struct fetch_output *, int page, const char *bytes,
                       size_t n);

/* The page has ended: keep its file, or leave nothing behind. 0 or -errno,
 * that of an earlier write too; then there is no file. */
int fetch_output_end(struct fetch_output *, int page, bool keep);

/* Remove what is not whole, and begin nothing more. */
void fetch_output_abandon(struct fetch_output *);

void fetch_output_free(struct fetch_output *);

#endif
