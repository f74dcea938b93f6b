/*
 * The time left is the plan's own figure, corrected by how the rounds so far
 * have fared against it: right from the first line, and better as it goes.
 */
#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "plan.h"
#include "terminal.h"

#define BAR_MIN 10
#define BAR_MAX 40

/* Until this much has been seen the plan's figures are taken as they are. */
#define TRUSTED (5 * CLOCK_S)

void progress_time(uint64_t ns, char text[PROGRESS_TIME_MAX])
{
    unsigned long long s = (ns + CLOCK_S / 2) / CLOCK_S;

    if (s >= 3600)
        snprintf(text, PROGRESS_TIME_MAX, "%llu:%02llu:%02llu", s / 3600,
                 s / 60 % 60, s % 60);
    else
        snprintf(text, PROGRESS_TIME_MAX, "%llu:%02llu", s / 60, s % 60);
}

bool progress_is_live(FILE *file)
{
    const char *terminal = getenv("TERM");

    return isatty(fileno(file)) && terminal && *terminal &&
           strcmp(terminal, "dumb") != 0;
}

bool progress_has_colour(FILE *file)
{
    const char *no_colour = getenv("NO_COLOR");

    return progress_is_live(file) && !(no_colour && *no_colour);
}

void progress_begin(struct progress *p, FILE *file, const struct plan *plan)
{
    memset(p, 0, sizeof *p);
    p->file = file;
    p->live = progress_is_live(file);
    p->colour = progress_has_colour(file);
    p->now = clock_now;
    p->started = p->now();
    progress_also(p, plan);
    progress_turn(p, plan);
}

void progress_also(struct progress *p, const struct plan *plan)
{
    p->all += plan->round_count;
    p->expected_left += plan_expected(plan);
}

void progress_turn(struct progress *p, const struct plan *plan)
{
    p->plan = plan;
}

/* The plan's figures, corrected by how they have fared. */
static uint64_t time_left(const struct progress *p)
{
    double elapsed = (double)(p->now() - p->started);
    double factor = 1;

    if (p->expected_done >= TRUSTED)
        factor = elapsed / (double)p->expected_done;
    return (uint64_t)((double)p->expected_left * factor);
}

/* As many columns as there are for it; escape sequences take none. */
static void draw_bar(const struct progress_state *s, int width, char *text,
                     size_t size)
{
    int filled = (int)(s->share * width + 0.5), i;
    size_t used;

    snprintf(text, size, "%s", s->colour ? "  \033[36m" : "  ");
    used = strlen(text);
    for (i = 0; i < width && used + 8 < size; i++) {
        if (i == filled && s->colour) {
            memcpy(text + used, "\033[0m", 4);
            used += 4;
        }
        text[used++] = i < filled ? '#' : '.';
    }
    text[used] = '\0';
    if (s->colour && filled >= width)
        snprintf(text + used, size - used, "\033[0m");
}

void progress_line(const struct progress_state *s, int width, char *text,
                   size_t size)
{
    char count[64], times[80], elapsed[PROGRESS_TIME_MAX],
        left[PROGRESS_TIME_MAX], bar[128] = "";
    int room;

    progress_time(s->elapsed_ns, elapsed);
    progress_time(s->left_ns, left);
    snprintf(count, sizeof count, "%zu/%zu", s->number, s->of);
    snprintf(times, sizeof times, "  %s, %s left", elapsed, left);
    room = width - (int)(strlen(count) + strlen(times) + 2) - 40;
    if (room > BAR_MAX)
        room = BAR_MAX;
    if (room >= BAR_MIN)
        draw_bar(s, room - 2, bar, sizeof bar);
    if ((int)(strlen(count) + strlen(times)) + 12 > width)
        *times = '\0';
    room = width - (int)(strlen(count) + strlen(times)) - 2 - (*bar ? room : 0);
    if (room < 1)
        snprintf(text, size, "%.*s", width > 0 ? width : 0, count);
    else
        snprintf(text, size, "%s%s%s  %.*s", count, times, bar, room, s->what);
}

void progress_draw(FILE *file, const struct progress_state *state)
{
    char line[512];

    progress_line(state, terminal_width(file) - 1, line, sizeof line);
    fprintf(file, "\r\033[K%s", line);
    fflush(file);
}

void progress_erase(FILE *file)
{
    fputs("\r\033[K", file);
    fflush(file);
}

/* Of the time, which is not that of the rounds. */
static double share_done(const struct progress *p)
{
    uint64_t all = p->expected_done + p->expected_left;

    return all > 0 ? (double)p->expected_done / (double)all : 1;
}

#define WHAT_MAX 192

/* What it is part of: "block 3"; "system calls", "capacity". */
static void name_block(const struct plan_round *round, char name[WHAT_MAX])
{
    switch (round->kind) {
    case PLAN_TIMED:
        snprintf(name, WHAT_MAX, "block %d", round->block);
        break;
    case PLAN_INSTRUMENTED:
        snprintf(name, WHAT_MAX, "system calls");
        break;
    case PLAN_CAPACITY:
        snprintf(name, WHAT_MAX, "capacity");
        break;
    }
}

static void name_round(const struct plan_round *round, char name[WHAT_MAX])
{
    snprintf(name, WHAT_MAX, "%s %s %s%s", round->point->scenario->name,
             round->point->name, round->backend->name,
             round->twin ? " (twin)" : "");
}

static void draw(const struct progress *p, size_t index)
{
    const struct plan_round *round = &p->plan->rounds[index];
    char what[WHAT_MAX];
    struct progress_state state = {
        .what = what,
        .number = p->gone + 1,
        .of = p->all,
        .elapsed_ns = p->now() - p->started,
        .left_ns = time_left(p),
        .share = share_done(p),
        .colour = p->colour,
    };

    name_round(round, what);
    progress_draw(p->file, &state);
}

void progress_start(struct progress *p, size_t index)
{
    if (p->live)
        draw(p, index);
}

static void print_failure(struct progress *p, size_t index, const char *reason)
{
    const struct plan_round *round = &p->plan->rounds[index];
    char name[WHAT_MAX], block[WHAT_MAX];

    name_round(round, name);
    name_block(round, block);
    fprintf(p->file, "%sround %zu failed (%s, %s): %s\n",
            p->live ? "\r\033[K" : "", index + 1, name, block, reason);
}

static void print_block(struct progress *p, size_t index)
{
    const struct plan_round *round = &p->plan->rounds[index];
    char elapsed[PROGRESS_TIME_MAX], left[PROGRESS_TIME_MAX], block[WHAT_MAX];

    name_block(round, block);
    progress_time(p->now() - p->started, elapsed);
    progress_time(time_left(p), left);
    fprintf(p->file, "%zu/%zu  %s, %s left  %s, %s %s: %d rounds, %zu failed\n",
            p->gone, p->all, elapsed, left, block, round->point->scenario->name,
            round->point->name, round->order, p->block_failed);
    fflush(p->file);
}

void progress_end(struct progress *p, size_t index, const char *reason)
{
    const struct plan_round *round = &p->plan->rounds[index];
    uint64_t expected = plan_round_expected(round);
    bool last = index + 1 == p->plan->round_count ||
                round[1].point != round->point ||
                round[1].block != round->block;

    p->gone++;
    p->expected_done += expected;
    p->expected_left -= expected;
    p->block_failed += reason != NULL;
    p->failed += reason != NULL;
    if (reason)
        print_failure(p, index, reason);
    if (last && !p->live)
        print_block(p, index);
    if (last)
        p->block_failed = 0;
}

void progress_skip(struct progress *p, size_t index)
{
    p->gone++;
    p->expected_left -= plan_round_expected(&p->plan->rounds[index]);
}

void progress_drop(struct progress *p, size_t index)
{
    p->all--;
    p->expected_left -= plan_round_expected(&p->plan->rounds[index]);
}

void progress_finish(struct progress *p)
{
    if (p->live)
        progress_erase(p->file);
    fflush(p->file);
}

void progress_more(struct progress *p, size_t count)
{
    const struct plan *plan = p->plan;

    p->all += count;
    for (size_t i = plan->round_count - count; i < plan->round_count; i++)
        p->expected_left += plan_round_expected(&plan->rounds[i]);
}
