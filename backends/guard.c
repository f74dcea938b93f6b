/* MAP_ANONYMOUS came into POSIX in 2024 only; madvise is not in it. */
#define _DEFAULT_SOURCE

#include "guard.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__linux__)

/* MADV_GUARD_INSTALL of <linux/mman.h>, which headers before 6.13 lack; the
 * number is the same on every processor. */
enum { ADVICE = 102 };

static int install(void *at, size_t size)
{
    return madvise(at, size, ADVICE) < 0 ? -errno : 0;
}

#else

static int install(void *at, size_t size)
{
    (void)at, (void)size;
    return -ENOSYS;
}

#endif

/* That the call succeeds does not prove it: an emulator (qemu-user) ignores
 * advice that it does not know. A system call that is to read from the page
 * must find that it cannot. */
enum guard guard_best(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *map = mmap(NULL, page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    enum guard best = GUARD_MPROTECT;

    if (map == MAP_FAILED)
        return best;
    if (install(map, page) == 0 && access(map, F_OK) < 0 && errno == EFAULT)
        best = GUARD_INSTALL;
    munmap(map, page);
    return best;
}

int guard_set(enum guard guard, void *at, size_t size)
{
    if (guard == GUARD_INSTALL)
        return install(at, size);
    return mprotect(at, size, PROT_NONE) < 0 ? -errno : 0;
}

const char *guard_name(enum guard guard)
{
    return guard == GUARD_INSTALL ? "guarded by MADV_GUARD_INSTALL"
                                  : "guarded by mprotect";
}
