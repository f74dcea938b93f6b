#include "uring.h"

#if HAVE_LIBURING

#include <errno.h>
#include <string.h>

#include "clock.h"

/* Entries of the queue. When they run out in one turn, what there is is handed
 * over early. */
#define ENTRIES 1024

/* A buffer for each connection, for what comes in a turn; but not so many that
 * they fall out of the cache before they are used again. */
enum { BUFFERS_LEAST = 16, BUFFERS_MOST = 1024 };

static unsigned buffers_for(const struct uring_kind *kind, unsigned connections)
{
    unsigned n = BUFFERS_LEAST;

    if (kind->buffers > 0)
        return kind->buffers;
    while (n < connections && n < BUFFERS_MOST)
        n *= 2;
    return n;
}

/* Room for all results that can be pending: a connection's send, receive and
 * cancel, and one for each buffer. More than that (on a ring that was asked to
 * be smaller) is kept by the kernel, IORING_FEAT_NODROP. */
static int make_ring(struct uring *u, const struct uring_kind *kind,
                     unsigned connections, unsigned buffers)
{
    unsigned entries = kind->entries ? kind->entries : ENTRIES;
    unsigned results = 3 * connections + buffers;
    struct io_uring_params params = {
        .flags = kind->flags | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
        .sq_thread_idle = kind->idle_ms};
    int result;

    results = results > 2 * entries ? results : 2 * entries;
    params.cq_entries = kind->results ? kind->results : results;
    result = io_uring_queue_init_params(entries, &u->ring, &params);
    if (result == 0 && (u->ring.flags & kind->flags) != kind->flags) {
        io_uring_queue_exit(&u->ring);
        return -EINVAL;
    }
    return result;
}

int uring_begin(struct uring *u, const struct uring_kind *kind,
                unsigned connections)
{
    unsigned buffers = buffers_for(kind, connections);
    int result;

    memset(u, 0, sizeof *u);
    timers_init(&u->timers);
    if (kind->receive == URING_OWN_BUFFER)
        buffers = 0;
    result = make_ring(u, kind, connections, buffers);
    if (result < 0 || buffers == 0)
        return result;
    result = uring_buffers_begin(&u->buffers, &u->ring, buffers);
    if (result < 0)
        uring_end(u);
    return result;
}

void uring_end(struct uring *u)
{
    io_uring_queue_exit(&u->ring);
    uring_buffers_end(&u->buffers);
    timers_free(&u->timers);
}

/* With SQPOLL the kernel's thread takes the entries in its own time. */
static int make_room(struct uring *u)
{
    int result = io_uring_submit(&u->ring);

    if (result >= 0 && (u->ring.flags & IORING_SETUP_SQPOLL))
        result = io_uring_sqring_wait(&u->ring);
    return result < 0 && result != -EINTR ? result : 0;
}

struct io_uring_sqe *uring_entry(struct uring *u, unsigned together)
{
    while (u->error == 0 && io_uring_sq_space_left(&u->ring) < together)
        u->error = make_room(u);
    return u->error == 0 ? io_uring_get_sqe(&u->ring) : &u->nowhere;
}

unsigned uring_place(const struct uring *u)
{
    return u->ring.sq.sqe_tail;
}

/* Places wrap around, as the kernel's own do. */
bool uring_taken(const struct uring *u, unsigned place)
{
    return (int)(io_uring_smp_load_acquire(u->ring.sq.khead) - place) >= 0;
}

int uring_wait(struct uring *u)
{
    uint64_t next = timers_next(&u->timers), now;
    struct __kernel_timespec t;
    struct io_uring_cqe *cqe;
    int n;

    if (u->error < 0)
        return u->error;
    if (next == CLOCK_NEVER) {
        n = io_uring_submit_and_wait(&u->ring, 1);
    } else {
        now = clock_now();
        next = next > now ? next - now : 0;
        t.tv_sec = (long long)(next / CLOCK_S);
        t.tv_nsec = (long long)(next % CLOCK_S);
        n = io_uring_submit_and_wait_timeout(&u->ring, &cqe, 1, &t, NULL);
    }
    return n < 0 && n != -EINTR && n != -ETIME ? n : 0;
}

#endif
