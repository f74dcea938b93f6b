#include "placement.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *placement_name(enum placement_mode mode)
{
    switch (mode) {
    case PLACEMENT_SPLIT:
        return "split";
    case PLACEMENT_SHARED:
        return "shared";
    case PLACEMENT_NONE:
        return "none";
    case PLACEMENT_AUTO:
        return "auto";
    }
    return "?";
}

const char *placement_hides(enum placement_mode mode)
{
    switch (mode) {
    case PLACEMENT_SPLIT:
        return "each wait of one side for the other costs the waking of an "
               "idle CPU, which is no cost of an IO model, and hides small "
               "differences at few connections";
    case PLACEMENT_SHARED:
        return "client and server take turns on one CPU: requests/s has the "
               "server's cost in it, and nothing runs at the same time";
    case PLACEMENT_NONE:
        return "the system moves client and server between CPUs, which costs "
               "some rounds more than others";
    case PLACEMENT_AUTO:
        break;
    }
    return "";
}

static void take(struct cpu_list *to, const struct cpu_list *from, int start,
                 int count)
{
    to->count = count;
    for (int i = 0; i < count; i++)
        to->cpus[i] = from->cpus[start + i];
}

/* A CPU for each of the client's threads, as long as one is left for the
 * server, which gets all the others. */
static void split(struct placement *p, int threads,
                  const struct cpu_list *allowed)
{
    int client = threads < allowed->count ? threads : allowed->count - 1;

    p->mode = PLACEMENT_SPLIT;
    take(&p->client, allowed, 0, client);
    take(&p->server, allowed, client, allowed->count - client);
}

static void share(struct placement *p, const struct cpu_list *allowed)
{
    p->mode = PLACEMENT_SHARED;
    take(&p->client, allowed, 0, 1);
    take(&p->server, allowed, 0, 1);
}

static void explain(struct placement *p, const char *reason)
{
    snprintf(p->reason, sizeof p->reason, "%s", reason);
}

int placement_make(struct placement *p, enum placement_mode asked, int threads,
                   const struct cpu_list *allowed, int error)
{
    memset(p, 0, sizeof *p);
    p->mode = PLACEMENT_NONE;
    if (error < 0 || allowed->count == 0) {
        snprintf(p->reason, sizeof p->reason,
                 "processes cannot be bound to CPUs here (%s)",
                 strerror(error < 0 ? -error : ENOTSUP));
        return asked == PLACEMENT_SPLIT || asked == PLACEMENT_SHARED ? -EINVAL
                                                                     : 0;
    }
    if (asked == PLACEMENT_SPLIT && allowed->count < 2) {
        explain(p, "only one CPU may be used, split needs two");
        return -EINVAL;
    }
    if (asked == PLACEMENT_SHARED ||
        (asked == PLACEMENT_AUTO && allowed->count < 2))
        share(p, allowed);
    else if (asked != PLACEMENT_NONE)
        split(p, threads, allowed);
    if (asked != PLACEMENT_AUTO)
        explain(p, "asked for");
    else
        explain(p, allowed->count < 2 ? "only one CPU may be used"
                                      : "there are CPUs for both");
    return 0;
}
