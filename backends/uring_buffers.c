#include "uring_buffers.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int uring_buffers_begin(struct uring_buffers *b, struct io_uring *ring,
                        unsigned count)
{
    struct io_uring_buf_reg reg = {.ring_entries = count, .bgid = URING_GROUP};
    void *memory;
    int result;

    /* The kernel wants whole pages. */
    if (posix_memalign(&memory, 4096, count * sizeof(struct io_uring_buf)))
        return -ENOMEM;
    b->ring = memory;
    b->count = count;
    b->bytes = malloc((size_t)count * URING_BUFFER);
    if (!b->bytes)
        return -ENOMEM;
    io_uring_buf_ring_init(b->ring);
    reg.ring_addr = (uint64_t)(uintptr_t)memory;
    result = io_uring_register_buf_ring(ring, &reg, 0);
    for (unsigned i = 0; result == 0 && i < count; i++)
        uring_buffers_give(b, b->bytes + (size_t)i * URING_BUFFER);
    return result;
}

void uring_buffers_end(struct uring_buffers *b)
{
    free(b->ring);
    free(b->bytes);
}

char *uring_buffers_of(const struct uring_buffers *b, unsigned cqe_flags)
{
    unsigned id = cqe_flags >> IORING_CQE_BUFFER_SHIFT;

    return cqe_flags & IORING_CQE_F_BUFFER
               ? b->bytes + (size_t)id * URING_BUFFER
               : NULL;
}

void uring_buffers_give(struct uring_buffers *b, char *buffer)
{
    unsigned short id = (unsigned short)((buffer - b->bytes) / URING_BUFFER);

    io_uring_buf_ring_add(b->ring, buffer, URING_BUFFER, id,
                          io_uring_buf_ring_mask(b->count), 0);
    io_uring_buf_ring_advance(b->ring, 1);
}

#endif
