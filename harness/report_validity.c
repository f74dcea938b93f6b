#include "report_validity.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "report_mode.h"
#include "waiting.h"

void report_validity_rounds(struct report_cell *cell)
{
    cell->judged = cell->round_count > 0;
    validity_rounds(cell->rounds, cell->round_count, &cell->validity);
    cell->left_out = cell->validity.level == VALIDITY_INVALID;
    if (cell->left_out)
        snprintf(cell->missing, sizeof cell->missing, "%s",
                 cell->validity.findings[0].text);
}

/* How many CPUs the server had: those it was placed on; bound to none, one for
 * each of its workers, as far as there are so many. */
static size_t server_cpus(const struct report_manifest *m, int workers)
{
    size_t cpus =
        json_array_size(report_manifest_value(m, "placement", "server"));
    json_int_t all =
        json_integer_value(report_manifest_value(m, "machine", "cpus"));

    if (cpus > 0)
        return cpus;
    return (size_t)(all > 0 && all < workers ? all : workers);
}

/* Where client and server share a CPU, each waits for it in the natural course
 * of things, and the strongest client leaves the server more of it: only what
 * the server used counts there. */
static bool is_placed(const struct report_manifest *m, const char *mode)
{
    const char *its = report_manifest_text(m, "placement", "mode");

    return its && strcmp(its, mode) == 0;
}

/* The median over the rounds that count; NaN: none has it. */
static double median_of(const struct report_cell *cell, double *room,
                        double (*of)(const struct record *))
{
    double median = NAN;
    size_t n = 0;

    for (size_t i = 0; i < cell->round_count; i++) {
        room[n] = of(cell->rounds[i]);
        if (!isnan(room[n]))
            n++;
    }
    return stats_median(room, n, &median) == 0 ? median : (double)NAN;
}

/* In all its rounds; RECORD_NONE: none has it. */
static uint64_t overflows_of(const struct report_cell *cell)
{
    uint64_t sum = RECORD_NONE;

    for (size_t i = 0; i < cell->round_count; i++) {
        uint64_t n = cell->rounds[i]->platform.listen_overflows;

        if (n != RECORD_NONE)
            sum = sum == RECORD_NONE ? n : sum + n;
    }
    return sum;
}

static double mean_of(const struct record *r)
{
    return r->service.total > 0 ? (double)r->service.mean : (double)NAN;
}

/* A key of the scenario as a time, ns: "100ms". */
static uint64_t think_of(const struct manifest_scenario *scenario)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"ns", 1},  {"us", 1e3}, {"ms", 1e6},
                 {"s", 1e9}, {"m", 6e10}, {"h", 3.6e12}};
    const char *text =
        json_string_value(json_object_get(scenario->keys, "load.think"));
    char *end;
    double value = text ? strtod(text, &end) : 0;

    for (size_t i = 0; text && i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].unit) == 0)
            return (uint64_t)(value * units[i].ns);
    return 0;
}

static struct validity_load load_of(const struct report_point *p,
                                    const struct report_cell *cell)
{
    const struct manifest_scenario *s = p->scenario;
    const char *reuse = json_string_value(
        json_object_get(s->keys, "load.requests-per-connection"));
    int waiting =
        cell->backend->waiting ? waiting_of(cell->backend->waiting) : -1;
    int threads = cell->round_count > 0 ? cell->rounds[0]->threads : 1;

    return (struct validity_load){
        .closed = s->mode == SCENARIO_CLOSED,
        .control = cell->control,
        .churns = reuse && strcmp(reuse, "unlimited") != 0,
        .think_ns = think_of(s),
        .at_once = waiting < 0 ? 0
                               : waiting_at_once((enum waiting)waiting,
                                                 p->connections, threads),
    };
}

/* In what a point is about first; other measures refuse a ranking of their
 * own. NULL: it does not differ. */
static const char *twin_of(const struct report_point *p, char text[160])
{
    enum measure m = mode_measures(p->scenario->mode)->first;
    char ratio[FORMAT_SIZE];

    if (!report_twin_differs(p, m))
        return NULL;
    format_value(ratio, QUANTITY_RATIO, &p->twin->ratio[m]);
    snprintf(text, 160, "the reference differed from itself in %s: ratio %s",
             measure_info(m)->title, ratio);
    return text;
}

static struct validity_server server_of(const struct report_point *p,
                                        const struct report_cell *cell,
                                        const struct report_manifest *m,
                                        double *room)
{
    /* Its workers are as many as the client's threads, where it is free. */
    int workers = cell->round_count > 0 ? cell->rounds[0]->threads : 1;
    double cpus = (double)server_cpus(m, workers > 0 ? workers : 1);

    return (struct validity_server){
        .worked = median_of(cell, room, validity_server_worked) / cpus,
        .waited = is_placed(m, "split")
                      ? median_of(cell, room, validity_server_waited) / cpus
                      : (double)NAN,
        .hottest = cell->value[MEASURE_SERVER_HOTTEST].e.value,
        .reserve = cell->control || is_placed(m, "shared")
                       ? (double)NAN
                       : p->capacity / cell->value[MEASURE_RATE].e.value,
    };
}

/* The share of what clients that think ask for when no answer takes time. */
static double carried(const struct report_point *p,
                      const struct report_cell *cell)
{
    uint64_t think = think_of(p->scenario);

    if (p->scenario->mode != SCENARIO_THINK || think == 0 ||
        cell->value[MEASURE_RATE].n == 0)
        return 1;
    return cell->value[MEASURE_RATE].e.value * (double)think / 1e9 /
           p->connections;
}

static void judge(struct report_point *p, struct report_cell *cell,
                  const struct report_manifest *m, double *room)
{
    char twin[160];
    struct validity_cell known = {
        .load = load_of(p, cell),
        .busy = median_of(cell, room, validity_busy),
        .mean_ns = median_of(cell, room, mean_of),
        .longest = median_of(cell, room, validity_longest),
        .server = server_of(p, cell, m, room),
        .connections = p->connections,
        .twin = twin_of(p, twin),
        .unsteady = cell->unsteady ? "its rate changed by more than 2 % inside "
                                     "the windows"
                                   : NULL,
        .overflows = overflows_of(cell),
        .carried = carried(p, cell),
    };

    cell->server_bound = validity_server_bound(&known.server);
    cell->overloaded = cell->saturated || known.carried < VALIDITY_CARRIED;
    validity_cell(&known, &cell->validity);
}

int report_validity_point(struct report_point *p,
                          const struct report_manifest *m)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        struct report_cell *cell = &p->cells[i];
        double *room = calloc(cell->round_count + 1, sizeof *room);

        if (!room)
            return -ENOMEM;
        if (cell->round_count > 0)
            judge(p, cell, m, room);
        free(room);
    }
    return 0;
}

bool report_is_suspect(const struct report_cell *cell)
{
    return cell->judged && cell->validity.level == VALIDITY_SUSPECT;
}

const char *report_suspicion(const struct report_cell *cell)
{
    if (!cell->overloaded || cell->control)
        return report_is_suspect(cell) ? " (suspect)" : "";
    return report_is_suspect(cell) ? " (suspect, overloaded)" : " (overloaded)";
}

static bool has_reason(const struct report_cell *cell,
                       const struct validity_finding *wanted)
{
    for (size_t i = 0; i < cell->validity.count; i++)
        if (cell->validity.findings[i].level == wanted->level &&
            strcmp(cell->validity.findings[i].text, wanted->text) == 0)
            return true;
    return false;
}

/* Once for all cells that have it, at the first of them. */
static void add_line(const struct report_point *p, size_t first,
                     const struct validity_finding *f, struct lines *out)
{
    char names[1024] = "";
    size_t length = 0;

    for (size_t i = 0; i < first; i++)
        if (has_reason(&p->cells[i], f))
            return;
    for (size_t i = first; i < p->cell_count && length < sizeof names; i++)
        if (has_reason(&p->cells[i], f))
            length +=
                (size_t)snprintf(names + length, sizeof names - length, "%s%s",
                                 length == 0 ? "" : ", ", p->cells[i].label);
    lines_add(out, "%s: %s: %s", validity_name(f->level), names, f->text);
}

void report_validity_lines(const struct report_point *p, struct lines *out)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct validity_verdict *v = &p->cells[i].validity;

        for (size_t k = 0; k < v->count; k++)
            if (v->findings[k].level > VALIDITY_VALID)
                add_line(p, i, &v->findings[k], out);
    }
}

void report_validity_reasons(const struct report_cell *cell, bool notes,
                             char text[REPORT_REASONS_MAX])
{
    const struct validity_verdict *v = &cell->validity;
    size_t length = 0;

    *text = '\0';
    for (size_t i = 0; i < v->count; i++)
        if ((v->findings[i].level == VALIDITY_VALID) == notes)
            length += (size_t)snprintf(
                text + length, REPORT_REASONS_MAX - length, "%s%s",
                length > 0 ? "; " : "", v->findings[i].text);
}
