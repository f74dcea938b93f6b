#include "sweep.h"

#include <inttypes.h>
#include <stdio.h>

static const struct sweep_info all[SWEEPS] = {
    [SWEEP_CONNECTIONS] = {"connections", "conns", "connections", " connection",
                           " connections", 0, true},
    [SWEEP_THREADS] = {"threads", "threads", "threads", " thread", " threads",
                       1, true},
    [SWEEP_IDLE] = {"idle", "idle", "idle connections", " idle", " idle", 0,
                    true},
    [SWEEP_SIZE] = {"size", "size", "bytes of an answer", NULL, NULL, 0, false},
    [SWEEP_PIECES] = {"pieces", "pieces", "pieces of an answer", " piece",
                      " pieces", 0, false},
    [SWEEP_RATE] = {"rate", "rate", "requests due a second", "/s", "/s", 0,
                    false},
};

const struct sweep_info *sweep_info(enum sweep sweep)
{
    return &all[sweep];
}

unsigned sweep_share(uint64_t value)
{
    uint64_t percent = value - SWEEP_SHARE;

    return value > SWEEP_SHARE && percent <= SWEEP_SHARE_MOST
               ? (unsigned)percent
               : 0;
}

bool sweep_is_share(uint64_t value)
{
    return sweep_share(value) > 0;
}

void sweep_value(uint64_t value, char text[SWEEP_VALUE_MAX])
{
    if (value == SWEEP_MIXED)
        snprintf(text, SWEEP_VALUE_MAX, "mixed");
    else if (sweep_is_share(value))
        snprintf(text, SWEEP_VALUE_MAX, "%u%%", sweep_share(value));
    else
        snprintf(text, SWEEP_VALUE_MAX, "%" PRIu64, value);
}

void sweep_to_json(json_t *object, const uint64_t at[SWEEPS])
{
    for (int i = 0; i < SWEEPS; i++)
        json_object_set_new(object, all[i].key,
                            at[i] == SWEEP_MIXED ? json_string("mixed")
                            : (at[i] == 0 && !all[i].counted) ||
                                    sweep_is_share(at[i])
                                ? json_null()
                                : json_integer((json_int_t)at[i]));
}

void sweep_from_json(uint64_t at[SWEEPS], const json_t *object)
{
    for (int i = 0; i < SWEEPS; i++) {
        const json_t *value = json_object_get(object, all[i].key);

        at[i] = json_is_string(value)    ? SWEEP_MIXED
                : json_is_integer(value) ? (uint64_t)json_integer_value(value)
                                         : all[i].usual;
    }
}

static void size_text(uint64_t bytes, char *text, size_t size)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    size_t i = 0;

    if (bytes == SWEEP_MIXED) {
        snprintf(text, size, "mixed sizes");
        return;
    }
    while (i < 3 && bytes > 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        i++;
    }
    snprintf(text, size, "%" PRIu64 " %s", bytes, units[i]);
}

void sweep_text(enum sweep sweep, uint64_t value, char text[SWEEP_TEXT_MAX])
{
    const struct sweep_info *info = &all[sweep];

    if (!info->one)
        size_text(value, text, SWEEP_TEXT_MAX);
    else if (sweep_is_share(value))
        snprintf(text, SWEEP_TEXT_MAX, "%u%% of saturation",
                 sweep_share(value));
    else
        snprintf(text, SWEEP_TEXT_MAX, "%" PRIu64 "%s", value,
                 value == 1 ? info->one : info->many);
}
