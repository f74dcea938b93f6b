#include "tests/support_drive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/backend.h"
#include "harness/parse.h"

const struct backend *drive_row(const char *program, const char *name)
{
    const struct backend *backend = backend_find(name);
    const char *why = backend ? backend->unusable() : NULL;

    if (!backend) {
        fprintf(stderr, "%s: no row is called '%s'\n", program, name);
        exit(DRIVE_USAGE);
    }
    if (why) {
        fprintf(stderr, "%s: %s cannot run here: %s\n", program, name, why);
        exit(DRIVE_SKIP);
    }
    return backend;
}

uint64_t drive_number(const char *program, const char *text, uint64_t low,
                      uint64_t high)
{
    uint64_t value;

    if (parse_count_within(text, low, high, &value) == 0)
        return value;
    fprintf(stderr,
            "%s: '%s' is no whole number from %" PRIu64 " to %" PRIu64 "\n",
            program, text, low, high);
    exit(DRIVE_USAGE);
}
