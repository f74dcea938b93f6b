/*
 * What a binary says of itself, before anything is measured with it.
 */
#define _XOPEN_SOURCE 700 /* realpath(3) */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "live.h"
#include "program.h"
#include "record.h"

#define HELLO_MAX 65536

static int compare_version(const struct live_side *s, const char *name,
                           int mine, const char *what, char *error)
{
    int its = (int)json_integer_value(json_object_get(s->hello, name));

    if (its == mine)
        return 0;
    snprintf(error, RUN_ERROR_MAX,
             "%s cannot be compared by this muxbench: it speaks version %d of "
             "the %s, this one version %d; build both from nearer commits, or "
             "compare runs of each",
             s->binary, its, what, mine);
    return LIVE_INCOMPATIBLE;
}

static int no_muxbench(const char *binary, char *error)
{
    snprintf(error, RUN_ERROR_MAX,
             "%s: `client --hello` gives no answer: it is no muxbench, or one "
             "from before `compare --live`",
             binary);
    return -EINVAL;
}

int live_ask(struct live_side *s, const char *binary, char *error)
{
    const char *const arguments[] = {s->binary, "client", "--hello", NULL};
    char *full = realpath(binary, NULL), *line;
    int result;

    snprintf(s->binary, sizeof s->binary, "%s", full ? full : binary);
    free(full);
    if (access(s->binary, X_OK) < 0) {
        snprintf(error, RUN_ERROR_MAX, "%s: %s", binary, strerror(errno));
        return -EINVAL;
    }
    line = malloc(HELLO_MAX);
    if (!line)
        return -ENOMEM;
    result = program_answer(s->binary, arguments, line, HELLO_MAX);
    if (result == 0)
        s->hello = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    free(line);
    if (!json_is_integer(json_object_get(s->hello, "protocol")))
        return no_muxbench(binary, error);
    result = compare_version(s, "protocol", CLIENT_PROTOCOL,
                             "protocol between harness and client", error);
    return result < 0
               ? result
               : compare_version(s, "record", RECORD_VERSION, "records", error);
}

const json_t *live_backend(const struct live_side *s, const char *name)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(s->hello, "backends"), i, one)
    {
        const char *its = json_string_value(json_object_get(one, "name"));

        if (its && strcmp(its, name) == 0)
            return one;
    }
    return NULL;
}
