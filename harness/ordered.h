/*
 * ordered - faults that a scenario orders from our server.
 *
 * A request for one of them has to end with one errno (conn.h), which is known
 * before it is sent. That outcome was ordered: it is neither an answer nor a
 * failure. Client and server count such requests by their kinds, apart from all
 * others.
 */
#ifndef MUXBENCH_ORDERED_H
#define MUXBENCH_ORDERED_H

enum ordered {
    ORDERED_STALL, /* the answer never comes whole: ETIMEDOUT */
    ORDERED_CUT,   /* the connection ends instead: ECONNRESET, EPROTO */
    ORDERED_WRONG, /* a wrong answer: EILSEQ, EBADMSG */
    ORDERED_KINDS
};

/* The kind of a fault that ends with this errno. */
enum ordered ordered_of(int error);

/* "stalled", "cut off", "wrong". */
const char *ordered_name(enum ordered);

/* The errno that a request for this path ends with; 0: none, or not the same
 * one each time, so that it cannot be ordered. */
int ordered_error(const char *path);

/* The body of a fault, as far as it is right: bytes of the pattern. */
#define ORDERED_BODY 128

#endif
