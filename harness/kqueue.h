/*
 * kqueue - whether kqueue(2) is here, and whose it is.
 *
 * The BSDs and macOS have it in the kernel. On other systems a library may
 * bring the same calls: they work, but what they cost says nothing of kqueue.
 */
#ifndef MUXBENCH_KQUEUE_H
#define MUXBENCH_KQUEUE_H

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || \
    defined(__OpenBSD__) || defined(__DragonFly__)
#define KQUEUE_IS_HERE 1
#define KQUEUE_IS_EMULATED 0
#elif HAVE_LIBKQUEUE
#define KQUEUE_IS_HERE 1
#define KQUEUE_IS_EMULATED 1
#else
#define KQUEUE_IS_HERE 0
#define KQUEUE_IS_EMULATED 0
#endif

#if KQUEUE_IS_HERE

#include <stdint.h>
#include <sys/types.h>

#include <sys/event.h>
#include <sys/time.h>

#endif

/* The version of libkqueue, "2.7.0", if that is what emulates this queue; NULL:
 * it is the kernel's own. */
const char *kqueue_emulator(int queue);

#endif
