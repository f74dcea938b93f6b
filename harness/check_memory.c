/*
 * What a process has of memory, by glibc's allocator and by Linux. What either
 * does not tell is PROCESS_UNKNOWN.
 */
#include "check_process.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "backends/sanitizer.h"

/* A sanitizer brings an allocator of its own, which holds back what is
 * freed. */
#if !defined(SANITIZER_ADDRESS) && !defined(SANITIZER_THREAD)

#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)

#include <malloc.h>

uint64_t process_heap(void)
{
    struct mallinfo2 info = mallinfo2();

    return (uint64_t)info.uordblks + (uint64_t)info.hblkhd;
}

#else

uint64_t process_heap(void)
{
    return PROCESS_UNKNOWN;
}

#endif

/* Linux counts pages as it walks the process's memory; the quicker counters
 * of /proc/self/statm may lag behind by many pages. */
uint64_t process_resident(void)
{
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    uint64_t kib = PROCESS_UNKNOWN;
    char line[128];

    if (!file)
        return PROCESS_UNKNOWN;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "Anonymous: %" SCNu64, &kib) == 1)
            break;
    fclose(file);
    return kib == PROCESS_UNKNOWN ? kib : kib * 1024;
}

#else

uint64_t process_heap(void)
{
    return PROCESS_UNKNOWN;
}

uint64_t process_resident(void)
{
    return PROCESS_UNKNOWN;
}

#endif
