/* _GNU_SOURCE for RTLD_NEXT and SO_PROTOCOL. File-scope state: a shim has no
 * other place for what it knows between two calls. */
#define _GNU_SOURCE

#include "tests/shim_roll.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Connections that a wait may lose. */
#define NOTED 64

static struct shim_order *_Atomic order;
static _Atomic int noted[NOTED];
static _Atomic unsigned noted_count;

void shim_begin(struct shim_order *new_order)
{
    atomic_store(&noted_count, 0);
    atomic_store(&order, new_order);
}

void shim_end(void)
{
    atomic_store(&order, NULL);
}

void shim_find(const char *name, void *function)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (!found)
        abort(); /* somebody calls what nobody has */
    memcpy(function, &found, sizeof found);
}

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

enum shim_fault shim_roll(unsigned may, uint64_t *luck)
{
    struct shim_order *o = atomic_load(&order);
    enum shim_fault choice[SHIM_FAULTS], fault;
    unsigned choices = 0;
    uint64_t call, thrown;

    if (!o)
        return SHIM_NONE;
    if (!o->hard)
        may &= ~(SHIM_MAY(SHIM_ENOBUFS) | SHIM_MAY(SHIM_RESET));
    for (fault = 0; fault < SHIM_FAULTS; fault++)
        if (may & SHIM_MAY(fault))
            choice[choices++] = fault;
    call = atomic_fetch_add(&o->calls, 1);
    thrown = mix(o->seed + (call + 1) * UINT64_C(0x9e3779b97f4a7c15));
    *luck = mix(~thrown);
    if (choices == 0 || thrown % o->one_in != 0)
        return SHIM_NONE;
    fault = choice[(thrown >> 32) % choices];
    atomic_fetch_add(&o->faults[fault], 1);
    return fault;
}

bool shim_active(void)
{
    return atomic_load(&order) != NULL;
}

bool shim_concerns(int fd)
{
    int saved = errno, protocol = 0;
    socklen_t size = sizeof protocol;
    bool tcp;

    if (!shim_active())
        return false;
    tcp = getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
          protocol == IPPROTO_TCP;
    errno = saved;
    return tcp;
}

bool shim_is_nonblocking(int fd)
{
    return fcntl(fd, F_GETFL) & O_NONBLOCK;
}

void shim_note_connection(int fd)
{
    atomic_store(&noted[atomic_fetch_add(&noted_count, 1) % NOTED], fd);
}

int shim_some_connection(uint64_t luck)
{
    unsigned count = atomic_load(&noted_count);
    int fd;

    if (count == 0)
        return -1;
    fd = atomic_load(&noted[luck % (count < NOTED ? count : NOTED)]);
    return shim_concerns(fd) ? fd : -1;
}
