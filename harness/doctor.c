/*
 * The checks that are the same on every system, and all of them in order.
 */
#include "doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "machine.h"
#include "netns.h"
#include "program.h"
#include "resources.h"

/* What scenario `idle` wants to have, with some room. */
#define DESCRIPTORS_WANTED 10240

void doctor_say(struct doctor_finding *f, enum doctor_state state,
                const char *format, ...)
{
    va_list values;

    f->state = state;
    va_start(values, format);
    vsnprintf(f->text, sizeof f->text, format, values);
    va_end(values);
}

void doctor_command(struct doctor_finding *f, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(f->command, sizeof f->command, format, values);
    va_end(values);
}

static void check_cpus(const char *root, struct doctor_finding *f)
{
    struct machine m;

    (void)root;
    machine_read(&m);
    if (m.cpus == 0)
        doctor_say(f, DOCTOR_UNKNOWN, "the number of CPUs is not told");
    else if (m.cpus == 1)
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "one CPU: client and server compete for it");
    else if (m.cpus < 4)
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "%d CPUs: client and server get one each, and whatever else "
                   "runs takes its time from them; 4 are enough",
                   m.cpus);
    else
        doctor_say(f, DOCTOR_FINE, "%d CPUs", m.cpus);
}

static void check_virtual(const char *root, struct doctor_finding *f)
{
    struct machine m;

    (void)root;
    machine_read(&m);
    if (*m.hypervisor)
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "a virtual machine (%s): waking an idle CPU costs tens of "
                   "microseconds, and its speed changes with its neighbours",
                   m.hypervisor);
    else if (*m.cpu)
        doctor_say(f, DOCTOR_FINE, "no hypervisor shows");
    else
        doctor_say(f, DOCTOR_UNKNOWN, "the CPU does not tell");
}

static void check_descriptors(const char *root, struct doctor_finding *f)
{
    struct limits limits;

    (void)root;
    limits_read(&limits);
    if (limits.descriptors >= DESCRIPTORS_WANTED) {
        doctor_say(f, DOCTOR_FINE, "enough for 10000 connections");
        return;
    }
    doctor_say(f, DOCTOR_UNSUITABLE,
               "a process may open %llu descriptors: points with more "
               "connections cannot run",
               (unsigned long long)limits.descriptors);
    doctor_command(f, "ulimit -Hn %d", DESCRIPTORS_WANTED);
}

static void check_threads(const char *root, struct doctor_finding *f)
{
    struct limits limits;

    (void)root;
    limits_read(&limits);
    if (limits.threads >= DESCRIPTORS_WANTED)
        doctor_say(f, DOCTOR_FINE, "enough for 10000 threads");
    else
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "%llu threads %s: the row `threads` cannot have more "
                   "connections",
                   (unsigned long long)limits.threads, limits.threads_by);
}

/* Tried in a child of the kind a round is: here it would stay. */
static void check_namespaces(const char *root, struct doctor_finding *f)
{
    int result = netns_allowed();

    (void)root;
    if (result == 0) {
        doctor_say(f, DOCTOR_FINE, "each round can have a network of its own");
        return;
    }
    doctor_say(f, DOCTOR_UNSUITABLE,
               "no network namespaces (%s): ports in TIME_WAIT of one round "
               "weigh on the next",
               strerror(-result));
    doctor_command(f, "run muxbench as root, on Linux");
}

static void check_tool(const char *name, const char *lost,
                       struct doctor_finding *f)
{
    char path[1024], version[64];

    if (program_find(name, path, sizeof path) == 0 &&
        program_version(path, version, sizeof version) == 0) {
        doctor_say(f, DOCTOR_FINE, "%s", version);
        return;
    }
    doctor_say(f, DOCTOR_UNSUITABLE, "%s is not installed: %s", name, lost);
    doctor_command(f, "make setup");
}

static void check_hyperfine(const char *root, struct doctor_finding *f)
{
    (void)root;
    check_tool("hyperfine", "batch scenarios cannot run", f);
}

static void check_gnuplot(const char *root, struct doctor_finding *f)
{
    (void)root;
    check_tool("gnuplot", "reports have no charts", f);
}

static void check_build(const char *root, struct doctor_finding *f)
{
    struct build build;

    (void)root;
    machine_build(&build);
    if (strstr(build.flags, "-fsanitize")) {
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "built with a sanitizer: it would be what is measured");
        doctor_command(f, "make");
    } else if (!strstr(build.flags, "-O2") && !strstr(build.flags, "-O3")) {
        doctor_say(f, DOCTOR_UNSUITABLE, "built without optimisation: %.120s",
                   build.flags);
        doctor_command(f, "make CFLAGS='-O2 -g'");
    } else if (build.dirty) {
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "built from a tree with changes that its commit does not "
                   "have: nobody can repeat the run");
        doctor_command(f, "git commit, then make");
    } else {
        doctor_say(f, DOCTOR_FINE, "%.80s, %.100s", build.compiler,
                   build.flags);
    }
}

static void check_backends(const char *root, struct doctor_finding *f)
{
    size_t count, missing = 0, used = 0;
    const struct backend *const *all = backend_all(&count);
    char names[160] = "";

    (void)root;
    for (size_t i = 0; i < count; i++) {
        if (!all[i]->unusable())
            continue;
        if (used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     missing ? ", " : "", all[i]->name);
        missing++;
    }
    if (missing == 0)
        doctor_say(f, DOCTOR_FINE, "all %zu can run", count);
    else
        doctor_say(f, DOCTOR_FINE,
                   "%zu of %zu can run; `muxbench list` tells "
                   "why not: %s",
                   count - missing, count, names);
}

static const struct doctor_check checks[] = {
    {"cpus", check_cpus},
    {"virtual", check_virtual},
    {"descriptors", check_descriptors},
    {"threads", check_threads},
    {"namespaces", check_namespaces},
    {"hyperfine", check_hyperfine},
    {"gnuplot", check_gnuplot},
    {"build", check_build},
    {"backends", check_backends},
};

static void run_checks(struct doctor *d, const char *root,
                       const struct doctor_check *list, size_t count)
{
    for (size_t i = 0; i < count && d->count < DOCTOR_MAX; i++) {
        struct doctor_finding *f = &d->findings[d->count++];

        f->name = list[i].name;
        f->state = DOCTOR_UNKNOWN;
        list[i].check(root, f);
        d->unsuitable += f->state == DOCTOR_UNSUITABLE;
    }
}

void doctor_examine(struct doctor *d, const char *root)
{
    size_t count;
    const struct doctor_check *system = doctor_checks_system(&count);

    memset(d, 0, sizeof *d);
    run_checks(d, root, system, count);
    run_checks(d, root, checks, sizeof checks / sizeof *checks);
}

const char *doctor_state_name(enum doctor_state state)
{
    switch (state) {
    case DOCTOR_FINE:
        return "fine";
    case DOCTOR_UNSUITABLE:
        return "unsuitable";
    case DOCTOR_UNKNOWN:
        break;
    }
    return "unknown";
}
