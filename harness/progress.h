/*
 * progress - how far a run has come: one line on a terminal, drawn again at
 * each round, or plain lines, one a block.
 *
 * Nothing is drawn while a round runs: it would be measured.
 */
#ifndef MUXBENCH_PROGRESS_H
#define MUXBENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct plan;
struct plan_round;

struct progress {
    FILE *file;
    bool live; /* a terminal: one line, drawn again */
    bool colour;
    const struct plan *plan; /* whose rounds are under way */
    uint64_t (*now)(void);
    uint64_t started;
    uint64_t expected_done; /* of the rounds that have ended, by their plan */
    uint64_t expected_left;
    size_t gone; /* rounds that have ended, now or in an earlier part */
    size_t all;  /* rounds there are, without those that are not needed */
    size_t failed, block_failed;
};

/* True: a terminal that can move its cursor. */
bool progress_is_live(FILE *);

/* True: colour is wanted on it. */
bool progress_has_colour(FILE *);

/* Draw the line anew on a live terminal; erase it. */
struct progress_state;
void progress_draw(FILE *, const struct progress_state *);
void progress_erase(FILE *);

/* Start the clock. Live when `file` is a terminal that can move its cursor,
 * in colour unless NO_COLOR is set (https://no-color.org). */
void progress_begin(struct progress *, FILE *file, const struct plan *);

/* Another plan's rounds are to be done as well. */
void progress_also(struct progress *, const struct plan *);

/* From now on rounds are told of by their index in this plan. */
void progress_turn(struct progress *, const struct plan *);

/* Round `index` starts, or has ended; `reason`: why it failed, or NULL. */
void progress_start(struct progress *, size_t index);
void progress_end(struct progress *, size_t index, const char *reason);

/* Round `index` was recorded by an earlier part of the run. */
void progress_skip(struct progress *, size_t index);

/* Round `index` is not needed any more. */
void progress_drop(struct progress *, size_t index);

/* `count` rounds were appended to the plan. */
void progress_more(struct progress *, size_t count);

/* Take the line off the terminal. */
void progress_finish(struct progress *);

/* What a line shows. */
struct progress_state {
    const char *what;  /* is under way */
    size_t number, of; /* rounds, or what else there is to do */
    uint64_t elapsed_ns, left_ns;
    double share; /* of the time, 0 to 1 */
    bool colour;
};

/* The line for a terminal of `width` columns, without its end: never wider.
 * What has no room is left out, the bar first. */
void progress_line(const struct progress_state *, int width, char *text,
                   size_t size);

/* "0:07", "12:34", "1:02:03". */
#define PROGRESS_TIME_MAX 24
void progress_time(uint64_t ns, char text[PROGRESS_TIME_MAX]);

#endif
