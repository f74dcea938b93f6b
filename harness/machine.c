#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "build_info.h"

static void read_system(struct machine *m)
{
    struct utsname name;

    if (uname(&name) < 0)
        return;
    snprintf(m->system, sizeof m->system, "%s", name.sysname);
    snprintf(m->kernel, sizeof m->kernel, "%s", name.release);
    snprintf(m->arch, sizeof m->arch, "%s", name.machine);
}

static void read_sizes(struct machine *m)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    struct rlimit limit;

    m->cpus = cpus > 0 ? (int)cpus : 0;
/* The number of pages is in no standard, but in every system's sysconf(). */
#if defined(_SC_PHYS_PAGES)
    {
        long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

        if (pages > 0 && size > 0)
            m->memory_bytes = (uint64_t)pages * (uint64_t)size;
    }
#endif
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY)
        m->descriptors = (uint64_t)limit.rlim_cur;
}

void machine_read(struct machine *m)
{
    memset(m, 0, sizeof *m);
    read_system(m);
    read_sizes(m);
    machine_read_cpu(m);
}

/* Flags with paths below the home directory would name the user. */
static void copy_without_home(char *out, size_t size, const char *text)
{
    const char *home = getenv("HOME");
    size_t n = home ? strlen(home) : 0, used = 0;

    while (*text && used + 1 < size) {
        if (n > 1 && strncmp(text, home, n) == 0) {
            out[used++] = '~';
            text += n;
        } else {
            out[used++] = *text++;
        }
    }
    out[used] = '\0';
}

void machine_build(struct build *build)
{
    build->version = MUXBENCH_VERSION;
    build->commit = BUILD_COMMIT;
    build->dirty = BUILD_DIRTY;
    build->compiler = BUILD_COMPILER;
    copy_without_home(build->flags, sizeof build->flags, BUILD_CFLAGS);
}
