/*
 * conn_answer - is it the right answer? Part of conn.
 *
 * Bytes go to the reader and are compared with what the target has to answer.
 * What comes of it, and when, is conn.c's business.
 */
#ifndef MUXBENCH_CONN_ANSWER_H
#define MUXBENCH_CONN_ANSWER_H

#include <stddef.h>

struct conn;

/* Some bytes of the answer under way, n > 0. 0, or -errno as listed in conn.h.
 * When it is 0 and the reader is DONE, the answer is whole and right. */
int conn_feed(struct conn *, const char *bytes, size_t n);

/* The end of the connection instead. 0: so the answer is whole, and right. */
int conn_feed_end(struct conn *);

/* What a request for a fault has come to, which ended with this errno: -errno
 * when it had been sent whole and this is what was ordered. Nothing else is
 * excused, and least of all an answer: EILSEQ instead of 0. */
int conn_fault_outcome(const struct conn *, int error);

/* A push carries the server's stamps, or none of an event: then the server
 * has ended the waiting, and the job is over. */
void conn_note_push(struct conn *);

#endif
