/*
 * scenario - what is measured: a file under scenarios/, checked.
 *
 * One table of keys (scenario_keys.c) drives parser, defaults, checks, the
 * help text and scenarios/README.md. A scenario knows loads and paths; it
 * knows no backend, block or process.
 */
#ifndef MUXBENCH_SCENARIO_H
#define MUXBENCH_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "pauses.h"
#include "schedule.h"
#include "sweep.h"
#include "truth.h"

#define SCENARIO_KEYS 34
#define SCENARIO_TEXT_MAX 256 /* bytes of a value as text, with its NUL */
#define SCENARIO_NAME_MAX 64
#define SCENARIO_FILE_MAX 1024
#define SCENARIO_COUNTS_MAX 16
#define SCENARIO_PATHS_MAX 8
#define SCENARIO_ERROR_MAX 1536 /* enough for every message, with its NUL */

/* A count that was given as its word: "unlimited", "from-path", "mixed"; of
 * "most" and "cpus", run_sweep.c makes numbers. */
#define SCENARIO_NO_COUNT UINT64_MAX

enum scenario_mode {
    SCENARIO_CLOSED, /* a window of requests, the next when the last ended */
    SCENARIO_BATCH,  /* so many requests, timed as one whole command */
    SCENARIO_RATE,   /* a window of requests, each at its due time */
    SCENARIO_PUSH,   /* every connection waits for the server's answers, which
                        come at due times */
    SCENARIO_MEMORY, /* connections that wait, and what they hold */
    SCENARIO_THINK   /* a window of requests, each due a pause after the last
                        has ended */
};
#define SCENARIO_MODES 6

/* With fewer requests the edges of the window, which are taken when a request
 * ends, would say little about its length. */
#define SCENARIO_REQUESTS_A_WINDOW 100

/* Instead of a line. */
#define SCENARIO_LINE_SET (-1)

struct scenario_counts {
    int count;
    uint64_t values[SCENARIO_COUNTS_MAX];
};

/* What stands for {delay}. */
struct scenario_delay {
    bool given;
    enum truth of;
};

struct scenario_paths {
    int count;
    char values[SCENARIO_PATHS_MAX][SCENARIO_TEXT_MAX];
};

struct scenario {
    char name[SCENARIO_NAME_MAX]; /* the file's, without .ini */
    char file[SCENARIO_FILE_MAX]; /* as it was opened */

    /* every key's value as it was read, and its line; 0: the default,
     * SCENARIO_LINE_SET: scenario_override() */
    char texts[SCENARIO_KEYS][SCENARIO_TEXT_MAX];
    int lines[SCENARIO_KEYS];

    /* the same, as values; times in ns */
    char title[SCENARIO_TEXT_MAX];
    char question[SCENARIO_TEXT_MAX];
    char source[SCENARIO_TEXT_MAX]; /* where the question is from; "" */
    enum scenario_mode mode;
    uint64_t order;
    bool quick; /* part of a quick run that names no scenarios */
    struct scenario_counts sweeps[SWEEPS]; /* a point of each; none: as usual */
    struct scenario_counts quick_connections;
    struct scenario_counts quick_rates;
    enum schedule_arrivals arrivals;
    uint64_t active;                  /* connections that get answers of a push;
                                         SCENARIO_NO_COUNT: all */
    uint64_t requests;                /* SCENARIO_NO_COUNT: no limit */
    uint64_t requests_per_connection; /* the same */
    uint64_t timeout, think;
    enum pauses pauses;
    uint64_t hog, hog_every;
    struct scenario_paths paths; /* with {size}, {pieces}, {delay} in them */
    struct scenario_delay delay;
    struct scenario_paths faults; /* ordered.h; none: no connection is bad */
    uint64_t faults_every;        /* each so-many-th connection fetches them */
    uint64_t expect;              /* SCENARIO_NO_COUNT: as the path says */
    uint64_t warmup, window, quick_warmup, quick_window, guard, limit;
};

enum scenario_type {
    SCENARIO_TEXT,     /* char[SCENARIO_TEXT_MAX] */
    SCENARIO_MODE,     /* enum scenario_mode */
    SCENARIO_FLAG,     /* bool */
    SCENARIO_COUNT,    /* uint64_t */
    SCENARIO_COUNTS,   /* struct scenario_counts */
    SCENARIO_RATES,    /* the same, with shares in it: sweep_share() */
    SCENARIO_ARRIVALS, /* enum schedule_arrivals */
    SCENARIO_PAUSES,   /* enum pauses */
    SCENARIO_DELAY,    /* struct scenario_delay */
    SCENARIO_TIME,     /* uint64_t, ns */
    SCENARIO_PATHS     /* struct scenario_paths */
};

struct scenario_key {
    const char *section, *name;
    enum scenario_type type;
    size_t offset;        /* of the value in struct scenario */
    uint64_t low, high;   /* allowed; of a time in ns */
    const char *word;     /* stands for SCENARIO_NO_COUNT; NULL: none does */
    const char *fallback; /* the default; NULL: the file must give it */
    const char *about;
};

/* "closed", "batch", ... */
const char *scenario_mode_name(enum scenario_mode);

/* Some of its rates are shares of saturation. */
bool scenario_has_shares(const struct scenario *);

/* A window is measured in this mode. */
bool scenario_has_window(enum scenario_mode);

/* SCENARIO_KEYS of them, a section's keys in a row. */
const struct scenario_key *scenario_keys(void);

/*
 * Set a key's value from its text. 0, -EINVAL (not of the key's type) or
 * -ERANGE (outside low..high, or a list or text too long).
 */
int scenario_set(struct scenario *, const struct scenario_key *,
                 const char *text);

/* "a time from 1ms to 1h with its unit": what scenario_set() takes. */
void scenario_allowed(const struct scenario_key *, char *text, size_t size);

/*
 * Read the file at `path`. 0; -EINVAL (something in it is wrong) or another
 * -errno (it cannot be read) with one line in `error`, which has room for
 * SCENARIO_ERROR_MAX.
 */
int scenario_read(struct scenario *, const char *path, char *error);

/*
 * The same from the values of its keys: value_of() gives each as a text, NULL
 * when there is none, which is an error. `file` is named in messages.
 */
int scenario_from_keys(struct scenario *, const char *name, const char *file,
                       const char *(*value_of)(const void *data,
                                               const char *section,
                                               const char *key),
                       const void *data, char *error);

/*
 * The scenario that `argument` names: a path when it has a '/' or ends in
 * ".ini", else a name in the catalogue. As scenario_read(); a name that is
 * not there is -EINVAL.
 */
int scenario_find(struct scenario *, const char *argument, char *error);

/*
 * Put values in the place of the file's: each is "KEY=VALUE" with the name of a
 * key, "conns" for connections. One that has a value of its own in the quick
 * profile is set for that as well, unless that is set too. 0, or -EINVAL with
 * one line in `error`.
 */
int scenario_override(struct scenario *, const char *const *sets, size_t count,
                      char *error);

/*
 * Every scenario of the catalogue, by their order, then by name. How many,
 * or as scenario_read(). *list is to be freed by the caller.
 */
int scenario_catalogue(struct scenario **list, char *error);

/* Bytes of body our server sends for this path; false: it cannot be told. */
bool scenario_body_length(const char *path, uint64_t *length);

/* The length expected of the body of path `index`. */
uint64_t scenario_expected(const struct scenario *, int index);

/* The table of keys, as text for --help and as scenarios/README.md. */
void scenario_print_keys(FILE *);
void scenario_print_markdown(FILE *);

#endif
