/*
 * parse - values as they stand on a command line or in a scenario.
 *
 * Knows the forms, not what a value is for: the caller says which option it
 * was and what is allowed, with the PARSE_ texts below.
 */
#ifndef MUXBENCH_PARSE_H
#define MUXBENCH_PARSE_H

#include <stdint.h>

#define PARSE_COUNT_ALLOWED "a whole number"
#define PARSE_TIME_ALLOWED \
    "a number with one of the units us, ms, s, m or h, as in 50ms"

/*
 * Decimal digits, nothing else. 0, -EINVAL when it is something else, or
 * -ERANGE when it is 2^64 or more; *out is set on success only.
 */
int parse_count(const char *text, uint64_t *out);

/* The same, and from `low` to `high`, both allowed; else -ERANGE. */
int parse_count_within(const char *text, uint64_t low, uint64_t high,
                       uint64_t *out);

/*
 * A time in ns: digits, perhaps a point and up to nine more digits, and a
 * unit: "50ms", "1.5s", "2m". A fraction of a nanosecond is cut off. 0,
 * -EINVAL or -ERANGE as above.
 */
int parse_time(const char *text, uint64_t *out_ns);

/* The next part of a list with commas between, which is taken apart in place:
 * perhaps an empty one. NULL at the end; *list is NULL then. */
char *parse_next(char **list);

#endif
