#include "schedule.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

const char *schedule_arrivals_name(enum schedule_arrivals arrivals)
{
    switch (arrivals) {
    case SCHEDULE_POISSON:
        return "poisson";
    case SCHEDULE_EVEN:
        return "even";
    case SCHEDULE_BURST:
        return "burst";
    }
    return "";
}

void schedule_begin(struct schedule_source *s, enum schedule_arrivals arrivals,
                    uint64_t rate, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    s->arrivals = arrivals;
    s->rate = rate;
    random_seed(&s->random, seed);
}

static uint64_t exponential(struct schedule_source *s)
{
    double gap = random_exponential(&s->random);

    return (uint64_t)(gap * 1e9 / (double)s->rate + 0.5);
}

/* n / rate, without rounding errors that add up. */
static uint64_t even(uint64_t number, uint64_t rate)
{
    return number / rate * CLOCK_S + number % rate * CLOCK_S / rate;
}

uint64_t schedule_next(struct schedule_source *s)
{
    s->number++;
    s->at = s->arrivals == SCHEDULE_EVEN ? even(s->number, s->rate)
                                         : s->at + exponential(s);
    return s->at;
}

/* Beyond the mean by far more than a Poisson count ever is. */
static uint64_t room_for(uint64_t rate, uint64_t end)
{
    double mean = (double)rate * (double)end / 1e9;

    return (uint64_t)(mean + 10 * sqrt(mean) + 100);
}

/* Room for what is due before the end. */
static int reserve(struct schedule *schedule, uint64_t room)
{
    memset(schedule, 0, sizeof *schedule);
    if (room > SCHEDULE_MAX)
        return -ERANGE;
    schedule->at = malloc((size_t)room * sizeof *schedule->at);
    return schedule->at ? 0 : -ENOMEM;
}

int schedule_make_bursts(struct schedule *schedule, uint64_t rate,
                         uint64_t together, uint64_t end)
{
    uint64_t room = room_for(rate, end) + together, at = 0;
    int result = reserve(schedule, room);

    while (result == 0 && at < end) {
        for (uint64_t i = 0; i < together; i++)
            schedule->at[schedule->count++] = at;
        at = even(schedule->count, rate);
    }
    return result;
}

int schedule_make(struct schedule *schedule, enum schedule_arrivals arrivals,
                  uint64_t rate, uint64_t seed, uint64_t end)
{
    uint64_t room = room_for(rate, end), at;
    struct schedule_source source;
    int result = reserve(schedule, room);

    if (result < 0)
        return result;
    schedule_begin(&source, arrivals, rate, seed);
    while ((at = schedule_next(&source)) < end && schedule->count < room)
        schedule->at[schedule->count++] = at;
    return 0;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule->at);
    memset(schedule, 0, sizeof *schedule);
}

/* How many are due before `end`: all times are in order. */
static size_t count_before(const struct schedule *schedule, uint64_t end)
{
    size_t low = 0, high = schedule->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (schedule->at[middle] < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t schedule_between(const struct schedule *schedule, uint64_t from,
                        uint64_t to)
{
    return from < to ? count_before(schedule, to) - count_before(schedule, from)
                     : 0;
}
