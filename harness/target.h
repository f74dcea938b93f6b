/*
 * target - what is fetched: a URL, resolved, with its request text.
 *
 * Everything that can be done before the run is done here: the URL is
 * checked, the name resolved, the request written. Targets are read-only
 * while a job runs and shared by all its connections.
 */
#ifndef MUXBENCH_TARGET_H
#define MUXBENCH_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net.h"

#define TARGET_ADDRESSES_MAX 8
#define TARGET_URL_MAX 4096

/* A request, ready to send. The token's digits are patched in at `token_at`
 * when the target takes tokens. */
struct request_text {
    char *bytes;
    size_t length;
    size_t token_at;
};

/* The body every answer must have: byte i is bytes[i % period]; the first
 * `period` bytes stand twice when period < length, so that runs are
 * contiguous. bytes NULL: bodies are not compared. */
struct body_pattern {
    const char *bytes;
    uint64_t period;
    uint64_t length;
};

struct target {
    char *url;  /* as given */
    char *host; /* without brackets */
    char *path; /* path and query, starts with '/' */
    char port[6];
    struct net_address addresses[TARGET_ADDRESSES_MAX];
    int address_count;
    bool token; /* requests carry a token, answers must echo it */
    struct body_pattern expected;
    int fault; /* errno that a request must end with: ordered.h; 0: with none */
    struct request_text again; /* the connection is to be kept */
    struct request_text last;  /* with Connection: close */
};

/*
 * Parse `url` ("http://host[:port][/path][?query]", IPv6 hosts in brackets)
 * and resolve its host. `token` says whether requests carry a token. 0, or
 * -EINVAL / -EHOSTUNREACH / -ENOMEM with a one-line explanation that names
 * the URL in `error`. Release with target_free() in either case.
 */
int target_init(struct target *, const char *url, bool token, char *error,
                size_t error_size);
void target_free(struct target *);

/* Expect the first `length` bytes of our server's pattern (answer.h). */
void target_expect_pattern(struct target *, uint64_t length);

/* Bytes of the longest request among so many; 0: there are none. */
size_t target_longest(const struct target *, int count);

/* Does a connection for the one serve the other, if the address is the same? */
bool target_same_server(const struct target *, const struct target *);

#endif
