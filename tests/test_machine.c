/* machine, placement, limits: facts, choices, and what is said of them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/machine.h"
#include "harness/placement.h"
#include "harness/resources.h"
#include "harness/run.h"

static void machine_is_known(void **unused)
{
    struct machine m;

    (void)unused;
    machine_read(&m);
    assert_true(*m.system && *m.kernel && *m.arch);
    assert_true(m.cpus >= 1);
}

/* What was built is known, and no path of a home directory with it. */
static void flags_have_no_home(void **unused)
{
    struct build build;
    char *first, *space;

    (void)unused;
    machine_build(&build);
    assert_string_equal(build.version, MUXBENCH_VERSION);
    assert_true(*build.flags);
    first = strdup(build.flags);
    assert_non_null(first);
    space = strchr(first, ' ');
    if (space)
        *space = '\0';
    assert_int_equal(setenv("HOME", first, 1), 0);
    machine_build(&build);
    assert_null(strstr(build.flags, first));
    assert_int_equal(*build.flags, '~');
    free(first);
}

static const struct cpu_list one = {1, {5}}, four = {4, {1, 3, 5, 7}};

static void cpus_are_split(void **unused)
{
    struct placement p;

    (void)unused;
    assert_int_equal(placement_make(&p, PLACEMENT_AUTO, 1, &four, 0), 0);
    assert_int_equal(p.mode, PLACEMENT_SPLIT);
    assert_int_equal(p.client.count, 1);
    assert_int_equal(p.client.cpus[0], 1);
    assert_int_equal(p.server.count, 3);
    assert_int_equal(p.server.cpus[0], 3);
    assert_string_equal(p.reason, "there are CPUs for both");
    assert_int_equal(placement_make(&p, PLACEMENT_SPLIT, 9, &four, 0), 0);
    assert_int_equal(p.client.count, 3);
    assert_int_equal(p.server.count, 1);
    assert_int_equal(p.server.cpus[0], 7);
    assert_string_equal(p.reason, "asked for");
}

static void one_cpu_is_shared(void **unused)
{
    struct placement p;

    (void)unused;
    assert_int_equal(placement_make(&p, PLACEMENT_AUTO, 1, &one, 0), 0);
    assert_int_equal(p.mode, PLACEMENT_SHARED);
    assert_int_equal(p.client.cpus[0], 5);
    assert_int_equal(p.server.cpus[0], 5);
    assert_string_equal(p.reason, "only one CPU may be used");
    assert_int_equal(placement_make(&p, PLACEMENT_SPLIT, 1, &one, 0), -EINVAL);
    assert_string_equal(p.reason, "only one CPU may be used, split needs two");
}

static void no_call_means_no_placement(void **unused)
{
    struct placement p;

    (void)unused;
    assert_int_equal(placement_make(&p, PLACEMENT_AUTO, 1, &four, -ENOTSUP), 0);
    assert_int_equal(p.mode, PLACEMENT_NONE);
    assert_int_equal(p.client.count, 0);
    assert_int_equal(p.server.count, 0);
    assert_int_equal(placement_make(&p, PLACEMENT_SHARED, 1, &four, -ENOTSUP),
                     -EINVAL);
    assert_int_equal(placement_make(&p, PLACEMENT_NONE, 1, &four, 0), 0);
    assert_int_equal(p.mode, PLACEMENT_NONE);
}

/* What spins has a CPU: a loop where it has one of its own, a thread of the
 * kernel's beside it where the client has two for each loop. */
static void spinning_needs_a_cpu(void **unused)
{
    static const struct backend calm = {.name = "calm"};
    static const struct backend spinning = {.name = "spinning", .spins = 1};
    static const struct backend helped = {.name = "helped", .spins = 2};
    const struct scenario scenario = {.name = "s"}, *planned[] = {&scenario};
    struct run run = {.planned = planned, .plan_order.scenario_count = 1};

    (void)unused;
    run.placement.mode = PLACEMENT_SPLIT;
    run.placement.client.count = 1;
    assert_true(run_shares_cpu(&run, &helped));
    assert_false(run_shares_cpu(&run, &spinning));
    assert_false(run_shares_cpu(&run, &calm));
    run.placement.client.count = 2;
    assert_false(run_shares_cpu(&run, &helped));
    run.placement.mode = PLACEMENT_NONE;
    assert_true(run_shares_cpu(&run, &spinning));
}

/* What is said of a need of so many connections and threads. */
static const char *complaint(int connections, int threads)
{
    static const struct limits limits = {
        .descriptors = 1000,
        .threads = 500,
        .threads_by = "of the test",
        .threads_name = "",
        .ports = 800,
    };
    static char error[256];
    struct limits_need need = {"churn conns=N", connections, threads};

    *error = '\0';
    if (limits_check(&limits, &need, error, sizeof error) == 0)
        assert_string_equal(error, "");
    return error;
}

static void limits_are_named(void **unused)
{
    (void)unused;
    assert_string_equal(complaint(800, 1), "");
    assert_string_equal(complaint(937, 1),
                        "churn conns=N needs 1001 open descriptors, the limit "
                        "is 1000; raise it: ulimit -Hn 1001");
    assert_string_equal(complaint(437, 437), "churn conns=N needs 501 threads, "
                                             "the limit is 500 of the test");
    assert_string_equal(complaint(801, 1),
                        "churn conns=N needs 801 local ports, there are 800; "
                        "raise it: sysctl net.ipv4.ip_local_port_range");
}

static void limits_are_read(void **unused)
{
    struct limits limits;

    (void)unused;
    limits_read(&limits);
    assert_true(limits.descriptors > 0);
    assert_true(limits.threads > 0);
    assert_true(limits.ports > 0);
    assert_true(limits.mappings > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machine_is_known),
        cmocka_unit_test(flags_have_no_home),
        cmocka_unit_test(cpus_are_split),
        cmocka_unit_test(one_cpu_is_shared),
        cmocka_unit_test(no_call_means_no_placement),
        cmocka_unit_test(spinning_needs_a_cpu),
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(limits_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
