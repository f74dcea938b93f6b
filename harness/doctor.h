/*
 * doctor - what is unsuitable about this machine for a measurement.
 *
 * Each check looks at one thing, says how it is, why that matters, and the
 * command that would change it. It only looks: nothing is changed. What a
 * system does not tell is unknown, which is neither fine nor unsuitable.
 */
#ifndef MUXBENCH_DOCTOR_H
#define MUXBENCH_DOCTOR_H

#include <stddef.h>

enum doctor_state { DOCTOR_FINE, DOCTOR_UNSUITABLE, DOCTOR_UNKNOWN };

struct doctor_finding {
    const char *name; /* of the check: "governor" */
    enum doctor_state state;
    char text[240];    /* how it is; when unsuitable, why that matters */
    char command[160]; /* would change it; "": nothing to be done by one */
};

#define DOCTOR_MAX 24

struct doctor {
    struct doctor_finding findings[DOCTOR_MAX];
    size_t count;
    size_t unsuitable;
};

/*
 * Run all checks. `root` is put before the paths of /proc and /sys: "" for
 * this machine, a directory with such files for a test. Takes 200 ms, in which
 * it looks at how busy the machine is.
 */
void doctor_examine(struct doctor *, const char *root);

/* "fine", "unsuitable", "unknown". */
const char *doctor_state_name(enum doctor_state);

/* For doctor*.c: one check. The name is set, the texts are empty and the state
 * is unknown when it is called. */
struct doctor_check {
    const char *name;
    void (*check)(const char *root, struct doctor_finding *);
};

/* Those of this system; *count is set. */
const struct doctor_check *doctor_checks_system(size_t *count);

__attribute__((format(printf, 3, 4))) void doctor_say(struct doctor_finding *,
                                                      enum doctor_state,
                                                      const char *format, ...);

__attribute__((format(printf, 2, 3))) void doctor_command(
    struct doctor_finding *, const char *format, ...);

#endif
