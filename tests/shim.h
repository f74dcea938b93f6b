/*
 * shim - a bad day of the kernel, from a seed: for LD_PRELOAD, on Linux.
 *
 * build/check/tests/shim.so stands between a row, or the library below it, and
 * the C library. Between shim_begin() and shim_end() the calls on TCP sockets
 * and the calls that wait now and then go another way than they would have
 * gone, but only in ways in which a kernel may let them go. Files, pipes and
 * eventfds are left alone; so is everything of another process.
 *
 * What is done to whom, and why it is no lie:
 *
 *   SHORT   A send or receive moves fewer bytes than it could: the buffer was
 *           full, or the rest has not come yet. To all.
 *   EINTR   A signal came. To waits (nothing is ready, nothing is taken), to
 *           blocking sockets before a byte was moved, to a blocking connect(),
 *           which then goes on by itself; POSIX allows it for non-blocking
 *           sockets as well, but a signal that comes after the edge makes no
 *           new edge, so not to those that are watched edge-triggered.
 *   EAGAIN  Ready a moment ago, and not any more (select(2), BUGS). To
 *           non-blocking sockets. A blocking one has it only when the time of
 *           SO_RCVTIMEO is over, which is not waited for here.
 *   FEWER   A wait tells of some of what is ready, the next one of the rest.
 *           To all waits that tell of more than one thing. epoll_wait() and
 *           kevent() are given less room, and the kernel keeps the rest.
 *   ENOBUFS A send, receive or connect that does nothing and fails.
 *   RESET   The peer is gone. Nothing is pretended: the socket is disconnected
 *           (connect(2) with AF_UNSPEC), which sends a reset to the server and
 *           leaves ECONNRESET to whoever asks next, be it epoll or a ring. It
 *           strikes before sends and receives, after connects, and any
 *           connection while somebody waits.
 *
 * Edge-triggered epoll tells of a change once. Where SHORT or EAGAIN hides
 * what is there, a kernel would tell of it when it comes; so the shim arms the
 * descriptor again (EPOLL_CTL_MOD with what it was armed with), which makes an
 * edge if there is something. A descriptor whose arming it did not see gets
 * neither.
 *
 * Rings: liburing enters the kernel without the C library, so results cannot
 * be caught on their way, and rewriting them in the ring would tell of bytes
 * that were taken and lost. Orders can be changed, before they are handed
 * over: a receive into its own buffer asks for fewer bytes (SHORT), a send
 * without MSG_WAITALL as well; a receive names a group of buffers that does
 * not exist, for which the kernel itself says ENOBUFS, and what chooses from a
 * group must bear that without any loss (NOBUFFER); a socket of an order is
 * RESET; a wait that would follow is left out (EINTR). EAGAIN does not come to
 * a ring on blocking sockets, nor EINTR as a result: the ring waits by polling,
 * not asleep in the call.
 *
 * Not to be had: a system call that is not made through a function of a shared
 * library (static linking, io_uring_enter itself), and macOS, where a library
 * is interposed in another way.
 *
 * The same seed rolls the same dice; which call gets which throw depends on
 * the order of the calls, and so on the server and on the threads.
 */
#ifndef MUXBENCH_TESTS_SHIM_H
#define MUXBENCH_TESTS_SHIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum shim_fault {
    SHIM_SHORT,
    SHIM_EINTR,
    SHIM_EAGAIN,
    SHIM_FEWER,
    SHIM_NOBUFFER,
    SHIM_ENOBUFS,
    SHIM_RESET,
    SHIM_FAULTS,
    SHIM_NONE = SHIM_FAULTS
};

/* In memory that the process shares with those that judge it. */
struct shim_order {
    uint64_t seed;
    unsigned one_in; /* of so many calls one goes wrong */
    bool hard;       /* also those that cost a request: ENOBUFS, RESET */
    _Atomic uint64_t calls;
    _Atomic uint64_t faults[SHIM_FAULTS];
};

/* To be found by dlsym(3), where the shim was loaded. */
void shim_begin(struct shim_order *);
void shim_end(void);

#endif
