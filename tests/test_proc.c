/* tsan */
/* proc: texts of the kernel, whole, cut off and wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/proc.h"

static const char meminfo[] = "MemTotal:       24683520 kB\n"
                              "Slab:             505708 kB\n"
                              "SlabMore:              1 kB\n"
                              "HugePages_Total:       3\n"
                              "Odd:                   4 MB\n"
                              "None:\n"
                              "Word:              many kB\n"
                              "Negative:           -1 kB\n"
                              "Large: 99999999999999999999 kB\n"
                              "Huge:  18014398509481985 kB\n"
                              "Cut:                 12";

static void fields_have_their_unit(void **unused)
{
    uint64_t value = 0;

    (void)unused;
    assert_int_equal(proc_field(meminfo, "Slab", &value), 0);
    assert_int_equal(value, UINT64_C(505708) * 1024);
    assert_int_equal(proc_field(meminfo, "HugePages_Total", &value), 0);
    assert_int_equal(value, 3);
    assert_int_equal(proc_field("nr_throttled 7\nthrottled_usec 8\n",
                                "throttled_usec", &value),
                     0);
    assert_int_equal(value, 8);
}

static void fields_that_are_none_are_told(void **unused)
{
    static const char *const wrong[] = {"Odd",   "None", "Word", "Negative",
                                        "Large", "Huge", "Cut"};
    uint64_t value;

    (void)unused;
    assert_int_equal(proc_field(meminfo, "Sla", &value), -ENOENT);
    assert_int_equal(proc_field(meminfo, "Total", &value), -ENOENT);
    assert_int_equal(proc_field("", "Slab", &value), -ENOENT);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(proc_field(meminfo, wrong[i], &value), -EBADMSG);
}

static const char netstat[] =
    "TcpExt: SyncookiesSent ListenOverflows ListenDrops\n"
    "TcpExt: 0 128057 128066\n"
    "IpExt: InNoRoutes ListenDrops Last\n"
    "IpExt: 5 -6\n";

static void columns_are_found_by_their_heads(void **unused)
{
    uint64_t value = 0;

    (void)unused;
    assert_int_equal(proc_column(netstat, "TcpExt", "ListenOverflows", &value),
                     0);
    assert_int_equal(value, 128057);
    assert_int_equal(proc_column(netstat, "TcpExt", "ListenDrops", &value), 0);
    assert_int_equal(value, 128066);
    assert_int_equal(proc_column(netstat, "IpExt", "InNoRoutes", &value), 0);
    assert_int_equal(value, 5);
}

static void columns_that_are_none_are_told(void **unused)
{
    uint64_t value;

    (void)unused;
    assert_int_equal(proc_column(netstat, "TcpExt", "InNoRoutes", &value),
                     -ENOENT);
    assert_int_equal(proc_column(netstat, "Tcp", "ListenDrops", &value),
                     -ENOENT);
    assert_int_equal(proc_column(netstat, "IpExt", "ListenDrops", &value),
                     -EBADMSG);
    assert_int_equal(proc_column(netstat, "IpExt", "Last", &value), -EBADMSG);
    assert_int_equal(proc_column("A: B C\n", "A", "B", &value), -ENOENT);
    assert_int_equal(proc_column("A: B C\nA: 1 2", "A", "B", &value), -EBADMSG);
}

static void pairs_stand_in_one_line(void **unused)
{
    static const char sockstat[] =
        "sockets: used 24\n"
        "TCP: inuse 9 orphan 0 tw 1 alloc 9 mem 249\n"
        "RAW: inuse x\n";
    uint64_t value = 0;

    (void)unused;
    assert_int_equal(proc_pair(sockstat, "TCP", "mem", &value), 0);
    assert_int_equal(value, 249);
    assert_int_equal(proc_pair(sockstat, "TCP", "inuse", &value), 0);
    assert_int_equal(value, 9);
    assert_int_equal(proc_pair(sockstat, "TCP", "used", &value), -ENOENT);
    assert_int_equal(proc_pair(sockstat, "UDP", "mem", &value), -ENOENT);
    assert_int_equal(proc_pair(sockstat, "RAW", "inuse", &value), -EBADMSG);
}

static void ticks_become_ns(void **unused)
{
    struct proc_cpu cpu;

    (void)unused;
    assert_int_equal(
        proc_cpu("cpu  1 2 3 4 5 6 7 8 0 0\ncpu0 9 9\n", 100, &cpu), 0);
    assert_int_equal(cpu.busy_ns, 60000000);
    assert_int_equal(cpu.steal_ns, 80000000);
    assert_int_equal(proc_cpu("cpu 1 2 3 4 5 6 7\n", 100, &cpu), -EBADMSG);
    assert_int_equal(proc_cpu("cpu0 1 2 3 4 5 6 7 8\n", 100, &cpu), -EBADMSG);
    assert_int_equal(proc_cpu("cpu 1 2 x 4 5 6 7 8\n", 100, &cpu), -EBADMSG);
    assert_int_equal(proc_cpu("", 100, &cpu), -EBADMSG);
}

static void groups_are_found_by_controller(void **unused)
{
    static const char groups[] = "4:memory:/a:b/c\n"
                                 "2:cpu,cpuacct:/limited\n"
                                 "broken\n"
                                 "0::/user.slice\n";
    char path[32];

    (void)unused;
    assert_int_equal(proc_cgroup(groups, NULL, path, sizeof path), 0);
    assert_string_equal(path, "/user.slice");
    assert_int_equal(proc_cgroup(groups, "cpuacct", path, sizeof path), 0);
    assert_string_equal(path, "/limited");
    assert_int_equal(proc_cgroup(groups, "memory", path, sizeof path), 0);
    assert_string_equal(path, "/a:b/c");
    assert_int_equal(proc_cgroup(groups, "cpus", path, sizeof path), -ENOENT);
    assert_int_equal(proc_cgroup("", NULL, path, sizeof path), -ENOENT);
    assert_int_equal(proc_cgroup(groups, NULL, path, 4), -ENAMETOOLONG);
}

static void the_group_follows_any_name(void **unused)
{
    int group = 0;

    (void)unused;
    assert_int_equal(proc_group("12 (a) S 1 2) R 3 44 5 6\n", &group), 0);
    assert_int_equal(group, 44);
    assert_int_equal(proc_group("12 (a) R 3", &group), -EBADMSG);
    assert_int_equal(proc_group("12 a R 3 4", &group), -EBADMSG);
}

static void files_are_read_up_to_the_room(void **unused)
{
    char path[] = "/tmp/muxbench-proc.XXXXXX", text[8];
    int fd = mkstemp(path);

    (void)unused;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "0123456789", 10), 10);
    close(fd);
    assert_int_equal(proc_read(path, text, sizeof text), 7);
    assert_string_equal(text, "0123456");
    unlink(path);
    assert_int_equal(proc_read(path, text, sizeof text), -ENOENT);
    assert_int_equal(proc_read("/", text, sizeof text), -EISDIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_their_unit),
        cmocka_unit_test(fields_that_are_none_are_told),
        cmocka_unit_test(columns_are_found_by_their_heads),
        cmocka_unit_test(columns_that_are_none_are_told),
        cmocka_unit_test(pairs_stand_in_one_line),
        cmocka_unit_test(ticks_become_ns),
        cmocka_unit_test(groups_are_found_by_controller),
        cmocka_unit_test(the_group_follows_any_name),
        cmocka_unit_test(files_are_read_up_to_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
