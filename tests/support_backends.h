/*
 * support_backends - test cases that are written once and run with every row
 * of the backend table.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_BACKENDS_H
#define MUXBENCH_TESTS_SUPPORT_BACKENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/backend.h"
#include "harness/target.h"

struct backend_case {
    const char *name;
    void (*run)(const struct backend *, const void *data);
    const void *data;
    bool null; /* it makes sense for the null backend, too */
};

/*
 * Run each case with each backend, as a cmocka test case `name, backend`; one
 * that cannot run here is skipped with its reason. Returns what main() does.
 */
int backends_test(const char *group, const struct backend_case *, size_t count,
                  int (*setup)(void **), int (*teardown)(void **));

/* Fill in a target: http://host:port/path, with a token. Fails the test if
 * that cannot be. `body`: bytes of the pattern that are expected. */
#define ANY_BODY UINT64_MAX
void backends_aim(struct target *, const char *host, unsigned port,
                  const char *path, uint64_t body);

#endif
