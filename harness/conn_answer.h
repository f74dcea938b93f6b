/*
 * conn_answer - is it the right answer? Part of conn.
 *
 * Bytes go to the reader and are compared with what the target has to answer.
 * What comes of it, and when, is conn.c's business.
 */
#ifndef MUXBENCH_CONN_ANSWER_H
#define MUXBENCH_CONN_ANSWER_H

#include <stdbool.h>
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

/* The server closed a kept connection before it saw the request: that is its
 * right, and a client sends the request again (RFC 9112 section 9.3.1). */
bool conn_is_stale(const struct conn *, int error);

/* The status of an answer that is cut short; not that of a 1xx head, nor of an
 * answer before this one. */
void conn_note_status(struct conn *);

/* A push carries the server's stamps, or none of an event: then the server
 * has ended the waiting, and the job is over. */
void conn_note_push(struct conn *);

#endif
