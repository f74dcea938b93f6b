/* MAP_ANONYMOUS is not in POSIX.1-2008, though every system has it. */
#define _DEFAULT_SOURCE

#include "shared.h"

#include <sys/mman.h>

#if !defined(MAP_ANONYMOUS)
#define MAP_ANONYMOUS MAP_ANON
#endif

void *shared_make(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

void shared_free(void *memory, size_t size)
{
    if (memory)
        munmap(memory, size);
}
