/*
 * run - one invocation of `muxbench run`: choices, plan, rounds, records.
 *
 * run_prepare() checks everything that can be checked before the first round;
 * run_open() makes the directory and its manifest; run_rounds() appends a line
 * to rounds.jsonl for each round. Prints nothing but through progress.h.
 */
#ifndef MUXBENCH_RUN_H
#define MUXBENCH_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "job.h"
#include "placement.h"
#include "plan.h"
#include "resources.h"
#include "run_extra.h"
#include "run_pilot.h"
#include "scenario.h"
#include "stop.h"
#include "target.h"

#define RUN_ERROR_MAX 2048 /* enough for every message, with its NUL */
#define RUN_PATH_MAX 1024

struct backend;
struct progress;
struct round_setting;

/* Why a scenario with `quick = no` is not run. */
#define RUN_NOT_QUICK "not part of the quick profile; name it to run it"

enum run_network {
    RUN_NETWORK_AUTO, /* a namespace for each round where it is allowed */
    RUN_NETWORK_NAMESPACE,
    RUN_NETWORK_HOST
};

/* What was asked for. */
struct run_order {
    const char *const *scenarios; /* names or files; none: the catalogue */
    size_t scenario_count;
    const char *const *backends; /* names; none: every one that can run */
    size_t backend_count;
    const char *const *sets; /* "conns=1,100": scenario_override() */
    size_t set_count;
    const char *profile; /* NULL: the default */
    int blocks;          /* so many; 0: as the profile says */
    uint64_t budget_ns;  /* for all of it; 0: as long as it takes */
    bool no_report;      /* none is made afterwards */
    bool no_pilot;       /* the times are those of the scenario */
    const json_t *was;   /* the manifest of a run that is gone on with */
    const char *target;  /* URL; NULL: the local server */
    const char *out;     /* directory; NULL: a new one below results/ */
    uint64_t seed;
    enum placement_mode placement;
    enum run_network network;
    bool foreign;                /* its clients are programs of other builds */
    bool syscalls;               /* count them in the quick profile as well */
    bool no_check;               /* rows are not checked before */
    const char *program;         /* path of muxbench, for batch scenarios */
    const struct scenario *made; /* scenarios that were read already */
    size_t made_count;           /* 0: by their names */
    bool made_of_catalogue;      /* nobody named them */
    const volatile sig_atomic_t *stop; /* a signal ends the run */
};

/* A backend, part of the run or not. */
struct run_row {
    const struct backend *backend;
    const char *reason;  /* why it cannot run; NULL: it can */
    char uses[JOB_USES]; /* what it really uses; "" when it cannot run */
    bool selected;
    char left_out[640]; /* why the check keeps it out; "": it does not */
};

/* What an earlier part of the run has recorded of a round. */
struct run_recorded {
    bool there, ok;
    int block, order;
    const struct backend *backend;
};

/* Why there are no more rounds. */
enum run_end {
    RUN_WHOLE, /* the plan was done, as far as it was needed */
    RUN_BUDGET /* the next block did not fit into the budget */
};

/* Of what is run at least, and at most. */
struct run_range {
    uint64_t least_ns, most_ns;
};

struct run_scenario {
    struct scenario scenario;
    const char *reason; /* why it is not run; NULL: it is */
    char note[256];     /* how the machine limits its points; "": it does not */
};

struct run {
    const struct run_order *order;
    struct run_scenario *scenarios;
    size_t scenario_count;
    struct run_row *rows; /* all backends */
    size_t row_count;
    const struct backend **backends; /* those that are part of it */
    const struct scenario **planned; /* scenarios that are run */
    struct limits limits;            /* of the machine */
    struct plan_order plan_order;
    struct plan plan;
    struct run_extra extra; /* rounds besides those of the plan */
    json_t *check;          /* what the manifest says of it; NULL: not done */
    char check_words[128];  /* the same in short */
    struct pilot pilot;
    struct stop stop;
    bool *reached; /* of each point: it gets no more blocks */
    struct placement placement;
    bool namespaces;
    char network_reason[128];
    struct target remote; /* with --target */
    char *remote_body;
    char hyperfine[RUN_PATH_MAX]; /* its path; "": not installed */
    char hyperfine_version[64];

    char directory[RUN_PATH_MAX];  /* by run_claim() */
    bool made_directory;           /* it was not there */
    int records;                   /* rounds.jsonl; -1: not open */
    int lock;                      /* held while it runs; -1: not open */
    struct run_recorded *recorded; /* by an earlier part of the run */
    size_t recorded_count;     /* rounds that are known of, from the first */
    uint64_t recorded_ns;      /* how long the earlier parts took */
    size_t done, failed;       /* rounds */
    size_t repeated;           /* blocks, because a round failed in them */
    size_t missing;            /* blocks that failed and were not */
    bool block_failed;         /* a round of the block under way has */
    struct run_range expected; /* by run_expect() */
    uint64_t before_ns;        /* spent before the first round */
    uint64_t rounds_ns;        /* by run_rounds(): its blocks took so long */
    enum run_end end;          /* by run_rounds() */
};

/*
 * Make all choices. 0; -EINVAL for what the user has to change in the order,
 * another -errno for what does not work here; a line in `error`, which has
 * room for RUN_ERROR_MAX. Release with run_free() in either case.
 */
int run_prepare(struct run *, const struct run_order *, char *error);

/* Here the kernel's thread that spins for this row has no CPU of its own: it
 * takes turns with the loop. */
bool run_shares_cpu(const struct run *, const struct backend *);

/* Make the directory and lock it, as run_open() does; before a pilot, so that
 * it is not run for nothing. 0 or -errno. And take it back. */
int run_claim(struct run *, char *error);
void run_unclaim(struct run *);

/* Make the directory, unless it was claimed, write manifest.json, open
 * rounds.jsonl. 0 or -errno. */
int run_open(struct run *, char *error);

/* The budget holds `expected` ns more, as they will probably turn out, with the
 * report and whatever has to come between. */
bool run_fits(const struct run *, const struct round_setting *,
              const struct progress *, uint64_t expected);

/*
 * Run all rounds. 0, also when rounds failed (run->failed); -EINTR when it
 * was interrupted; another -errno when records cannot be written. What was
 * recorded before stays.
 */
int run_rounds(struct run *, struct progress *, char *error);

/* Why there are no more blocks of the point: "precise", "budget" (the next
 * one did not fit), "most" (it had all that the profile allows, and is not
 * precise), "fixed" (their number was). */
const char *run_stopped(const struct run *, const struct plan_point *);

/* Time the report will probably take. ns */
uint64_t run_report_expected(const struct run *);

/* Put how the run has ended into its manifest. 0 or -errno. */
int run_note_end(const struct run *);

void run_free(struct run *);

/*
 * Between the two: check the rows; those that fail are left out, and the plan
 * is made again without them. 0; -EINTR; another -errno with a line in
 * `error`: it cannot be done, or no row is left.
 */
int run_admit(struct run *, char *error);

/* Settle what is run besides the blocks, and how long the whole command is
 * expected to take, report and what came before the first round included; to
 * be called before run_print_plan() and run_rounds(). 0 or -ENOMEM. */
int run_expect(struct run *);

/* The plan in words, before the start; and how it was kept, after `took_ns`
 * of all. */
void run_print_plan(const struct run *, FILE *);
void run_print_end(const struct run *, uint64_t took_ns, FILE *);

/* Take the points' times from a manifest, and what its pilot took. */
void run_take_times(struct run *, const json_t *manifest);

/* Parts of run_prepare(), each as it. */
int run_choose_scenarios(struct run *, char *error);
int run_choose_backends(struct run *, char *error);

/* Make numbers of the words in lists: where the machine ends them. */
void run_choose_sweeps(struct run *);

/* Of all scenarios that are run. */
int run_threads_most(const struct run *);

int run_choose_place(struct run *, char *error);

/* Make the plan again, of the rows that are selected now. 0 or -errno. */
int run_plan_again(struct run *, char *error);
void run_take_rows(struct run *);

int run_fetch_target(struct run *, char *error);

/* Let nobody else run in the directory, until run_free() or the end of this
 * process, however it ends. 0; -EBUSY: somebody does; another -errno. */
int run_lock(struct run *);

/* The path of a file in the run's directory. */
void run_path(const struct run *, const char *name, char path[RUN_PATH_MAX]);

/* Write manifest.json; 0 or -errno. */
int run_write_manifest(const struct run *);

/* The manifest as it would be now, without the doctor's findings, which take
 * their time; to be released by json_decref(). And such a
 * file of the run's directory, which is whole or as it was. 0 or -errno. */
json_t *run_manifest(const struct run *);
int run_write_json(const struct run *, const char *name, const json_t *);

/* The part of it that is about the program at this path, which is the one that
 * asks: version, commit, build, libraries. */
json_t *run_build(const char *program);

/* Append a line to rounds.jsonl, whole or not at all. 0 or -errno. */
int run_append(const struct run *, const char *line);
int run_append_to(int file, const char *line);

#endif
