/*
 * What is measured on this system, by the name of the meter: "available", or
 * the reason why it is null in the records.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "calls.h"
#include "memory.h"
#include "meter.h"
#include "platform.h"
#include "run.h"
#include "run_extra.h"
#include "tasks.h"
#include "watch.h"

#include <unistd.h>

#define REASON_MAX 256

static void refused_cpu_of_others(char *reason, size_t size)
{
    *reason = '\0';
    if (meter_cpu_of((int)getpid()) == METER_NONE)
        snprintf(reason, size,
                 "this system has no CPU-time clock of another process");
}

static void refused_tasks(char *reason, size_t size)
{
    *reason = '\0';
    if (tasks_cpu((int)getpid()) == METER_NONE)
        snprintf(reason, size, "there is no /proc/PID/task/TID/schedstat");
}

/* Measured all the same; the reason says what is in it. */
static void describe_stalls(char *reason, size_t size)
{
    char why[REASON_MAX / 2];

    watch_refused(why, sizeof why);
    *reason = '\0';
    if (*why)
        snprintf(reason, size, "available, but waits for a CPU count: %s", why);
}

json_t *run_extra_meters(const struct run *run)
{
    static const struct {
        const char *name;
        void (*refused)(char *reason, size_t size);
    } all[] = {
        {"calls", calls_refused},
        {"server_cpu", refused_cpu_of_others},
        {"server_threads", refused_tasks},
        {"client_tasks", refused_tasks},
        {"steal", platform_refused},
        {"others_cpu", platform_refused},
        {"throttling", platform_refused_throttling},
        {"losses", network_losses_refused},
        {"stalls", describe_stalls},
        {"memory_user", memory_refused_user},
        {"memory_kernel", memory_refused_kernel},
    };
    json_t *object = json_object();
    struct placement place;
    char reason[REASON_MAX];

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        all[i].refused(reason, sizeof reason);
        json_object_set_new(object, all[i].name,
                            json_string(*reason ? reason : "available"));
    }
    run_extra_place(run, &place, reason, sizeof reason);
    json_object_set_new(object, "capacity",
                        json_string(*reason ? reason : "available"));
    return object;
}
