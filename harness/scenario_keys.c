/*
 * The table of keys, and how a text becomes a value. To add a key: a member of
 * struct scenario, a line here, SCENARIO_KEYS, and `muxbench list
 * --keys-markdown` for scenarios/README.md.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "parse.h"
#include "scenario.h"

#define AT(member) offsetof(struct scenario, member)
#define SWEEP(index) \
    (AT(sweeps) + (size_t)SWEEP_##index * sizeof(struct scenario_counts))
#define MINUTE (60 * CLOCK_S)
#define HOUR (3600 * CLOCK_S)

static const struct scenario_key keys[] = {
    {"scenario", "title", SCENARIO_TEXT, AT(title), 0, 0, NULL, NULL,
     "what is done, in one line"},
    {"scenario", "question", SCENARIO_TEXT, AT(question), 0, 0, NULL, NULL,
     "the question it answers"},
    {"scenario", "source", SCENARIO_TEXT, AT(source), 0, 0, NULL, "",
     "the literature it comes from"},
    {"scenario", "mode", SCENARIO_MODE, AT(mode), 0, 0, NULL, "closed",
     "closed: the next request when the last has ended, for a window of time; "
     "batch: so many requests, timed as one whole command; rate: each request "
     "at its due time, fixed in advance; push: every connection waits for "
     "answers that the server sends at due times; memory: a tenth of the "
     "connections, then all of them, wait for answers; think: as closed, with "
     "a pause before each request, which is due when it ends"},
    {"scenario", "order", SCENARIO_COUNT, AT(order), 1, 1000, NULL, "100",
     "place among the scenarios, lowest first"},
    {"scenario", "quick", SCENARIO_FLAG, AT(quick), 0, 0, NULL, "yes",
     "part of a quick run that names no scenarios"},

    {"load", "connections", SCENARIO_COUNTS, SWEEP(CONNECTIONS), 1, 65536, NULL,
     NULL, "a point is made of each"},
    {"load", "quick-connections", SCENARIO_COUNTS, AT(quick_connections), 1,
     65536, NULL, "", "the same for the quick profile; empty: connections"},
    {"load", "idle", SCENARIO_COUNTS, SWEEP(IDLE), 0, 65536, "most", "",
     "closed: connections besides, that have asked and get no answer before "
     "the end; a point is made of each; most: 10000, or as many as the limits "
     "of the machine leave"},
    {"load", "rate", SCENARIO_RATES, SWEEP(RATE), 1, 1000000, NULL, "",
     "rate: requests due a second, over all connections; push: answers due a "
     "second; a point is made of each; rate, with a % sign: a share of "
     "saturation, which is what the reference serves in a closed loop"},
    {"load", "quick-rate", SCENARIO_RATES, AT(quick_rates), 1, 1000000, NULL,
     "", "the same for the quick profile; empty: rate"},
    {"load", "arrivals", SCENARIO_ARRIVALS, AT(arrivals), 0, 0, NULL, "poisson",
     "rate, push: how due times follow each other; burst, of rate: as many at "
     "one time as there are connections"},
    {"load", "active", SCENARIO_COUNT, AT(active), 1, 65536, "all", "all",
     "push: connections that get answers; the others wait in vain"},
    {"load", "threads", SCENARIO_COUNTS, SWEEP(THREADS), 1, 256, "cpus", "1",
     "loops the connections are dealt out to; 16 workers each in pools; a "
     "point is made of each; cpus: 1, 2, 4, ... as long as the server has as "
     "many CPUs, 2 in any case"},
    {"load", "requests", SCENARIO_COUNT, AT(requests), 1, 1000000000,
     "unlimited", "unlimited", "all requests of a batch"},
    {"load", "requests-per-connection", SCENARIO_COUNT,
     AT(requests_per_connection), 1, 1000000000, "unlimited", "unlimited",
     "closed, rate, think: a connection is closed after so many"},
    {"load", "timeout", SCENARIO_TIME, AT(timeout), CLOCK_MS, HOUR, NULL, "5s",
     "a request that takes longer has failed; push: one that is not answered "
     "so long after the end of the round"},
    {"load", "think", SCENARIO_TIME, AT(think), 0, MINUTE, NULL, "0ms",
     "closed, think: pause between an answer and the next request"},
    {"load", "pauses", SCENARIO_PAUSES, AT(pauses), 0, 0, NULL, "exponential",
     "think: how long they are; exponential: drawn by a seed, with 'think' as "
     "their mean; even: all the same"},
    {"load", "hog", SCENARIO_TIME, AT(hog), 0, MINUTE, NULL, "0ms",
     "rate, push, think: CPU time that an answer costs the client"},
    {"load", "hog-every", SCENARIO_COUNT, AT(hog_every), 1, 1000000, NULL,
     "100", "which: each time that so many have come"},

    {"target", "path", SCENARIO_PATHS, AT(paths), 0, 0, NULL, "/bytes/128",
     "what is fetched from the local server; several in turn; the point's "
     "size, pieces or delay take the place of {size}, {pieces}, {delay}"},
    {"target", "size", SCENARIO_COUNTS, SWEEP(SIZE), 1, UINT64_C(1) << 30,
     "mixed", "",
     "closed, rate: bytes of an answer; a point is made of each; mixed: each "
     "power of two from the least to the largest equally often"},
    {"target", "pieces", SCENARIO_COUNTS, SWEEP(PIECES), 1, 65536, NULL, "",
     "closed, rate: parts an answer comes in; a point is made of each"},
    {"target", "delay", SCENARIO_DELAY, AT(delay), 0, 0, NULL, "none",
     "closed, rate: times in ms, each quantile of a distribution once, in a "
     "seeded order"},
    {"target", "faults", SCENARIO_PATHS, AT(faults), 0, 0, NULL, "",
     "closed: /fault/ paths that a bad connection fetches in turn, and nothing "
     "else; each must fail as it was ordered"},
    {"target", "faults-every", SCENARIO_COUNT, AT(faults_every), 2, 65536, NULL,
     "100", "which connections are bad: each so-many-th"},
    {"target", "expect", SCENARIO_COUNT, AT(expect), 0, UINT64_C(1) << 40,
     "from-path", "from-path", "bytes of body of a right answer"},

    {"time", "warmup", SCENARIO_TIME, AT(warmup), 0, 10 * MINUTE, NULL, "300ms",
     "load before the window"},
    {"time", "window", SCENARIO_TIME, AT(window), CLOCK_MS, HOUR, NULL, "1s",
     "what is measured; a batch has no window"},
    {"time", "quick-warmup", SCENARIO_TIME, AT(quick_warmup), 0, 10 * MINUTE,
     NULL, "40ms", "warmup of the quick profile"},
    {"time", "quick-window", SCENARIO_TIME, AT(quick_window), CLOCK_MS, HOUR,
     NULL, "200ms", "window of the quick profile"},
    {"time", "guard", SCENARIO_TIME, AT(guard), 0, MINUTE, NULL, "30ms",
     "load after the window, so that it does not end in a drain"},
    {"time", "limit", SCENARIO_TIME, AT(limit), CLOCK_MS, 24 * HOUR, NULL,
     "60s", "batch: a command that takes longer has failed"},
};

_Static_assert(sizeof keys / sizeof *keys == SCENARIO_KEYS,
               "SCENARIO_KEYS must be the number of keys");

const struct scenario_key *scenario_keys(void)
{
    return keys;
}

static int set_text(char *out, const struct scenario_key *key, const char *text)
{
    size_t n = strlen(text);

    if (n == 0 && !key->fallback)
        return -EINVAL;
    if (n >= SCENARIO_TEXT_MAX)
        return -ERANGE;
    memcpy(out, text, n + 1);
    return 0;
}

const char *scenario_mode_name(enum scenario_mode mode)
{
    switch (mode) {
    case SCENARIO_CLOSED:
        return "closed";
    case SCENARIO_BATCH:
        return "batch";
    case SCENARIO_RATE:
        return "rate";
    case SCENARIO_PUSH:
        return "push";
    case SCENARIO_MEMORY:
        return "memory";
    case SCENARIO_THINK:
        return "think";
    }
    return "";
}

bool scenario_has_shares(const struct scenario *s)
{
    const struct scenario_counts *lists[] = {&s->sweeps[SWEEP_RATE],
                                             &s->quick_rates};

    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        for (int i = 0; i < lists[k]->count; i++)
            if (sweep_is_share(lists[k]->values[i]))
                return true;
    return false;
}

bool scenario_has_window(enum scenario_mode mode)
{
    return mode != SCENARIO_BATCH && mode != SCENARIO_MEMORY;
}

static int set_mode(enum scenario_mode *out, const char *text)
{
    for (int i = 0; i < SCENARIO_MODES; i++)
        if (strcmp(text, scenario_mode_name((enum scenario_mode)i)) == 0) {
            *out = (enum scenario_mode)i;
            return 0;
        }
    return -EINVAL;
}

static int set_flag(bool *out, const char *text)
{
    *out = strcmp(text, "yes") == 0;
    return *out || strcmp(text, "no") == 0 ? 0 : -EINVAL;
}

static int set_arrivals(enum schedule_arrivals *out, const char *text)
{
    for (int i = 0; i <= SCHEDULE_BURST; i++)
        if (strcmp(text, schedule_arrivals_name((enum schedule_arrivals)i)) ==
            0) {
            *out = (enum schedule_arrivals)i;
            return 0;
        }
    return -EINVAL;
}

static int set_delay(struct scenario_delay *out, const char *text)
{
    int i = 0;

    while (i < TRUTH_COUNT && strcmp(text, truth_name((enum truth)i)) != 0)
        i++;
    out->given = i < TRUTH_COUNT;
    out->of = (enum truth)i;
    return out->given || strcmp(text, "none") == 0 ? 0 : -EINVAL;
}

static int set_pauses(enum pauses *out, const char *text)
{
    bool even = strcmp(text, pauses_name(PAUSES_EVEN)) == 0;

    *out = even ? PAUSES_EVEN : PAUSES_EXPONENTIAL;
    return strcmp(text, pauses_name(*out)) == 0 ? 0 : -EINVAL;
}

static int set_count(uint64_t *out, const struct scenario_key *key,
                     const char *text)
{
    if (!key->word || strcmp(text, key->word) != 0)
        return parse_count_within(text, key->low, key->high, out);
    *out = SCENARIO_NO_COUNT;
    return 0;
}

static int set_time(uint64_t *out, const struct scenario_key *key,
                    const char *text)
{
    uint64_t ns;
    int error = parse_time(text, &ns);

    if (error < 0)
        return error;
    if (ns < key->low || ns > key->high)
        return -ERANGE;
    *out = ns;
    return 0;
}

/* The next part of a list, without the spaces around it; *text moves behind
 * its comma, to NULL after the last. */
static void next_part(const char **text, char part[SCENARIO_TEXT_MAX])
{
    const char *start = *text + strspn(*text, " \t");
    size_t n = strcspn(start, ",");

    *text = start[n] == ',' ? start + n + 1 : NULL;
    while (n > 0 && (start[n - 1] == ' ' || start[n - 1] == '\t'))
        n--;
    memcpy(part, start, n);
    part[n] = '\0';
}

/* "50%" */
static int set_share(uint64_t *out, char *text)
{
    uint64_t percent;
    int error;

    text[strlen(text) - 1] = '\0';
    error = parse_count_within(text, 1, SWEEP_SHARE_MOST, &percent);
    *out = error == 0 ? SWEEP_SHARE + percent : 0;
    return error;
}

static bool is_share(const struct scenario_key *key, const char *text)
{
    size_t n = strlen(text);

    return key->type == SCENARIO_RATES && n > 0 && text[n - 1] == '%';
}

static int set_counts(struct scenario_counts *out,
                      const struct scenario_key *key, const char *text)
{
    const char *rest = *text ? text : NULL;
    char part[SCENARIO_TEXT_MAX];

    out->count = 0;
    if (!rest && (!key->fallback || *key->fallback))
        return -EINVAL;
    while (rest) {
        uint64_t value;
        int error;

        next_part(&rest, part);
        error = is_share(key, part) ? set_share(&value, part)
                                    : set_count(&value, key, part);
        if (error < 0)
            return error;
        if (out->count == SCENARIO_COUNTS_MAX)
            return -ERANGE;
        for (int i = 0; i < out->count; i++)
            if (out->values[i] == value)
                return -EINVAL;
        out->values[out->count++] = value;
    }
    return 0;
}

static int set_paths(struct scenario_paths *out, const struct scenario_key *key,
                     const char *text)
{
    const char *rest = *text ? text : NULL;

    out->count = 0;
    if (!rest && *key->fallback)
        return -EINVAL;
    while (rest) {
        char *path;

        if (out->count == SCENARIO_PATHS_MAX)
            return -ERANGE;
        path = out->values[out->count++];
        next_part(&rest, path);
        if (path[0] != '/' || strpbrk(path, " \t#"))
            return -EINVAL;
    }
    return 0;
}

int scenario_set(struct scenario *s, const struct scenario_key *key,
                 const char *text)
{
    void *out = (char *)s + key->offset;

    if (strlen(text) >= SCENARIO_TEXT_MAX)
        return -ERANGE;
    switch (key->type) {
    case SCENARIO_TEXT:
        return set_text(out, key, text);
    case SCENARIO_MODE:
        return set_mode(out, text);
    case SCENARIO_FLAG:
        return set_flag(out, text);
    case SCENARIO_COUNT:
        return set_count(out, key, text);
    case SCENARIO_COUNTS:
    case SCENARIO_RATES:
        return set_counts(out, key, text);
    case SCENARIO_ARRIVALS:
        return set_arrivals(out, text);
    case SCENARIO_PAUSES:
        return set_pauses(out, text);
    case SCENARIO_DELAY:
        return set_delay(out, text);
    case SCENARIO_TIME:
        return set_time(out, key, text);
    case SCENARIO_PATHS:
        return set_paths(out, key, text);
    }
    return -EINVAL;
}
