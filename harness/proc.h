/*
 * proc - what the kernel tells in the texts of /proc and of control groups.
 *
 * The functions that take a text know no file, and work on every system; a
 * number that is not there, or is none, is an error and never 0. Formats:
 * proc(5), Documentation/admin-guide/cgroup-v2.rst.
 */
#ifndef MUXBENCH_PROC_H
#define MUXBENCH_PROC_H

#include <stddef.h>
#include <stdint.h>

/* Room for the longest of these texts that is read. */
#define PROC_TEXT_MAX 16384

/* Read a file from its start; what does not fit is cut off. The length or
 * -errno. */
int proc_read(const char *path, char *text, size_t size);

/*
 * The number of a line "NAME 12", "NAME: 12" or "NAME:   12 kB", which gives
 * bytes. 0, -ENOENT (there is no such line) or -EBADMSG (it has no number,
 * another unit, or is cut off).
 */
int proc_field(const char *text, const char *name, uint64_t *value);

/*
 * The same of a pair of lines, "TABLE: NAME NAME..." and "TABLE: 1 2...": as
 * /proc/net/snmp and /proc/net/netstat have them.
 */
int proc_column(const char *text, const char *table, const char *name,
                uint64_t *value);

/* The same of one line "TABLE: NAME 1 NAME 2...": /proc/net/sockstat. */
int proc_pair(const char *text, const char *table, const char *name,
              uint64_t *value);

/* All CPUs together, since the system started: the first line of /proc/stat,
 * in ns. Its unit is coarse, CLOCKS a second. */
struct proc_cpu {
    uint64_t busy_ns; /* user, nice and system */
    uint64_t steal_ns;
};

/* `per_second`: sysconf(_SC_CLK_TCK). 0 or -EBADMSG. */
int proc_cpu(const char *text, long per_second, struct proc_cpu *);

/*
 * The path of the control group of a process, from /proc/PID/cgroup: that of
 * `controller` ("cpu"), or, when it is NULL, of the unified hierarchy. 0,
 * -ENOENT (it is in none) or -ENAMETOOLONG.
 */
int proc_cgroup(const char *text, const char *controller, char *path,
                size_t size);

/* The process group of a /proc/PID/stat; 0 or -EBADMSG. */
int proc_group(const char *text, int *group);

#endif
