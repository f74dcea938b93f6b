#include "mix.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "random.h"

/* Each of the 17 mixed sizes stands in 8 places, so that the order does not
 * repeat every 17 requests. */
#define MIX_TURNS 8

enum place { PLACE_SIZE, PLACE_PIECES, PLACE_DELAY, PLACES };

static const char *const places[PLACES] = {
    [PLACE_SIZE] = "{size}",
    [PLACE_PIECES] = "{pieces}",
    [PLACE_DELAY] = "{delay}",
};

static void mix_sizes(struct mix *mix, uint64_t seed)
{
    struct random random;

    mix->count = 0;
    for (int turn = 0; turn < MIX_TURNS; turn++)
        for (unsigned size = MIX_LEAST; size <= MIX_MOST; size *= 2)
            mix->values[mix->count++] = size;
    random_seed(&random, seed);
    random_shuffle(&random, mix->values, mix->count);
}

void mix_make(struct mix *mix, const struct scenario *s,
              const uint64_t at[SWEEPS], uint64_t seed)
{
    *mix = (struct mix){.scenario = s,
                        .size = at[SWEEP_SIZE],
                        .pieces = at[SWEEP_PIECES],
                        .count = 1};
    if (mix->size == SWEEP_MIXED) {
        mix_sizes(mix, seed);
    } else if (s->delay.given) {
        mix->count = MIX_DELAYS;
        truth_delays(s->delay.of, seed, mix->values, mix->count);
    }
}

size_t mix_paths(const struct mix *mix)
{
    return (size_t)mix->scenario->paths.count * mix->count;
}

static uint64_t value_of(const struct mix *mix, enum place place,
                         unsigned value)
{
    switch (place) {
    case PLACE_SIZE:
        return mix->size == SWEEP_MIXED ? value : mix->size;
    case PLACE_PIECES:
        return mix->pieces;
    case PLACE_DELAY:
    case PLACES:
        break;
    }
    return value;
}

/* Which place begins here; PLACES: none. */
static enum place place_at(const char *text)
{
    int i = 0;

    while (i < PLACES && strncmp(text, places[i], strlen(places[i])) != 0)
        i++;
    return (enum place)i;
}

const char *mix_unknown(const char *path)
{
    while ((path = strchr(path, '{')) != NULL) {
        if (place_at(path) == PLACES)
            return path;
        path++;
    }
    return NULL;
}

int mix_path(const struct mix *mix, size_t index, char path[SCENARIO_TEXT_MAX],
             uint64_t *length)
{
    const struct scenario *s = mix->scenario;
    size_t paths = (size_t)s->paths.count, used = 0;
    const char *at = s->paths.values[index % paths];
    unsigned value = mix->values[index / paths];

    while (*at && used < SCENARIO_TEXT_MAX) {
        enum place place = place_at(at);
        size_t room = SCENARIO_TEXT_MAX - used;

        if (place == PLACES)
            used += (size_t)snprintf(path + used, room, "%c", *at++);
        else
            used += (size_t)snprintf(path + used, room, "%" PRIu64,
                                     value_of(mix, place, value));
        at += place == PLACES ? 0 : strlen(places[place]);
    }
    if (used >= SCENARIO_TEXT_MAX)
        return -ERANGE;
    *length = s->expect;
    return s->expect != SCENARIO_NO_COUNT || scenario_body_length(path, length)
               ? 0
               : -EINVAL;
}
