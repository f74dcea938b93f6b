/* doctor: what is said of machines, made of files of /proc and /sys. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/doctor.h"

#define CPU "/sys/devices/system/cpu"

/* Below it lie the files of a machine. */
struct place {
    char root[64];
    struct doctor doctor;
};

static void put(const struct place *p, const char *path, const char *text)
{
    char whole[512];
    FILE *file;

    snprintf(whole, sizeof whole, "%s%s", p->root, path);
    for (char *at = whole + strlen(p->root) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        assert_true(mkdir(whole, 0700) == 0 || errno == EEXIST);
        *at = '/';
    }
    file = fopen(whole, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_place(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    assert_non_null(p);
    strcpy(p->root, "/tmp/muxbench-doctor.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    *state = p;
    return 0;
}

static int remove_place(void **state)
{
    struct place *p = *state;
    char command[128];

    snprintf(command, sizeof command, "rm -r '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static const struct doctor_finding *find(const struct place *p,
                                         const char *name)
{
    for (size_t i = 0; i < p->doctor.count; i++)
        if (strcmp(p->doctor.findings[i].name, name) == 0)
            return &p->doctor.findings[i];
    fail_msg("there is no check '%s'", name);
    return NULL;
}

static void expect(const struct place *p, const char *name,
                   enum doctor_state state, const char *text,
                   const char *command)
{
    const struct doctor_finding *f = find(p, name);

    if (f->state != state || !strstr(f->text, text) ||
        strcmp(f->command, command) != 0)
        fail_msg("%s: %s, \"%s\", command \"%s\"", name,
                 doctor_state_name(f->state), f->text, f->command);
}

#if defined(__linux__)

static void what_is_unsuitable_has_its_command(void **state)
{
    struct place *p = *state;

    put(p, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
    put(p, CPU "/cpu1/cpufreq/scaling_governor", "powersave\n");
    put(p, CPU "/intel_pstate/no_turbo", "0\n");
    put(p, CPU "/smt/active", "1\n");
    put(p, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        "hpet\n");
    put(p, "/sys/fs/cgroup/cpu.max", "50000 100000\n");
    put(p, "/proc/sys/net/ipv4/ip_local_port_range", "40000\t41000\n");
    put(p, "/proc/sys/net/core/somaxconn", "128\n");
    put(p, "/proc/sys/vm/max_map_count", "1000\n");
    put(p, "/proc/sys/kernel/io_uring_disabled", "2\n");
    doctor_examine(&p->doctor, p->root);
    expect(p, "governor", DOCTOR_UNSUITABLE, "CPU 1 has governor powersave",
           "cpupower frequency-set -g performance");
    expect(p, "boost", DOCTOR_UNSUITABLE, "boost is on",
           "echo 1 >" CPU "/intel_pstate/no_turbo");
    expect(p, "smt", DOCTOR_UNSUITABLE, "share a core",
           "echo off >" CPU "/smt/control");
    expect(p, "clocksource", DOCTOR_UNSUITABLE, "hpet: ",
           "echo tsc >/sys/devices/system/clocksource/clocksource0/"
           "current_clocksource");
    expect(p, "cpu-limit", DOCTOR_UNSUITABLE, "50000 100000 us", "");
    expect(p, "ports", DOCTOR_UNSUITABLE, "1001 local ports",
           "sysctl net.ipv4.ip_local_port_range='1024 65000'");
    expect(p, "listen-queue", DOCTOR_UNSUITABLE,
           "128: ", "sysctl net.core.somaxconn=4096");
    expect(p, "mappings", DOCTOR_UNSUITABLE,
           "1000: ", "sysctl vm.max_map_count=65530");
    expect(p, "io_uring", DOCTOR_UNSUITABLE,
           "switched off: ", "sysctl kernel.io_uring_disabled=0");
    assert_true(p->doctor.unsuitable >= 9);
}

static void what_is_fine_needs_no_command(void **state)
{
    struct place *p = *state;

    put(p, CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
    put(p, CPU "/cpufreq/boost", "0\n");
    put(p, CPU "/smt/active", "0\n");
    put(p, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        "tsc\n");
    put(p, "/sys/fs/cgroup/cpu.max", "max 100000\n");
    put(p, "/proc/sys/net/ipv4/ip_local_port_range", "1024\t65000\n");
    put(p, "/proc/sys/net/core/somaxconn", "4096\n");
    put(p, "/proc/stat", "cpu  1 2 3 4 5 6 7 8 0 0\n");
    doctor_examine(&p->doctor, p->root);
    expect(p, "governor", DOCTOR_FINE, "performance on 1 CPUs", "");
    expect(p, "boost", DOCTOR_FINE, "off", "");
    expect(p, "smt", DOCTOR_FINE, "no two CPUs", "");
    expect(p, "clocksource", DOCTOR_FINE, "tsc", "");
    expect(p, "cpu-limit", DOCTOR_FINE, "none", "");
    expect(p, "ports", DOCTOR_FINE, "63977", "");
    expect(p, "listen-queue", DOCTOR_FINE, "4096", "");
    expect(p, "load", DOCTOR_FINE, "0.0 %", "");
}

/* A machine that tells nothing is neither fine nor unsuitable. */
static void what_is_not_told_is_unknown(void **state)
{
    static const char *const names[] = {"load",     "governor",     "boost",
                                        "smt",      "clocksource",  "cpu-limit",
                                        "ports",    "listen-queue", "mappings",
                                        "io_uring", "tracing"};
    struct place *p = *state;

    doctor_examine(&p->doctor, p->root);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(find(p, names[i])->state, DOCTOR_UNKNOWN);
        assert_true(*find(p, names[i])->text);
    }
}

/* What is in such a file is not taken on trust. */
static void nonsense_is_unknown(void **state)
{
    struct place *p = *state;

    put(p, CPU "/smt/active", "on implementation\n");
    put(p, "/proc/sys/net/ipv4/ip_local_port_range", "many\n");
    put(p, "/proc/sys/net/core/somaxconn", "\n");
    put(p, "/proc/stat", "cpu 1 2\n");
    doctor_examine(&p->doctor, p->root);
    expect(p, "smt", DOCTOR_UNKNOWN, "", "");
    expect(p, "ports", DOCTOR_UNKNOWN, "", "");
    expect(p, "listen-queue", DOCTOR_UNKNOWN, "", "");
    expect(p, "load", DOCTOR_UNKNOWN, "", "");
}

#endif

/* Every check says something, whatever this machine is. */
static void all_checks_say_something(void **state)
{
    struct place *p = *state;
    size_t unsuitable = 0;

    doctor_examine(&p->doctor, "");
    assert_in_range(p->doctor.count, 9, DOCTOR_MAX);
    for (size_t i = 0; i < p->doctor.count; i++) {
        assert_true(*p->doctor.findings[i].text);
        unsuitable += p->doctor.findings[i].state == DOCTOR_UNSUITABLE;
    }
    assert_int_equal(unsuitable, p->doctor.unsuitable);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(__linux__)
        cmocka_unit_test_setup_teardown(what_is_unsuitable_has_its_command,
                                        make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_is_fine_needs_no_command,
                                        make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_is_not_told_is_unknown, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(nonsense_is_unknown, make_place,
                                        remove_place),
#endif
        cmocka_unit_test_setup_teardown(all_checks_say_something, make_place,
                                        remove_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
