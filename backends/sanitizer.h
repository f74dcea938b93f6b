/*
 * sanitizer - tells ASan and TSan of switched stacks; nothing without them.
 *
 * Both keep a shadow of the running stack and must hear of every switch:
 * <sanitizer/common_interface_defs.h> and <sanitizer/tsan_interface.h> say
 * how. Four functions stand around the switches of coroutine.c, two at the
 * beginning and the end of a coroutine's life.
 */
#ifndef MUXBENCH_SANITIZER_H
#define MUXBENCH_SANITIZER_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_ADDRESS 1
#endif
#if __has_feature(thread_sanitizer)
#define SANITIZER_THREAD 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER_ADDRESS 1
#endif
#if defined(__SANITIZE_THREAD__)
#define SANITIZER_THREAD 1
#endif

/* TSan notes the entry and the exit of a function with the fiber that runs:
 * one that is entered in one fiber and left in another breaks its notes. */
#define SANITIZER_INLINE static inline __attribute__((always_inline))

#if defined(SANITIZER_ADDRESS)

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

struct sanitizer_fiber {
    const void *stack, *resumer_stack;
    size_t size, resumer_size;
    void *fake, *resumer_fake;
};

SANITIZER_INLINE void sanitizer_begin(struct sanitizer_fiber *f,
                                      const void *stack, size_t size)
{
    f->stack = stack;
    f->size = size;
}

/* A stack that is used again must not keep the last one's poison. */
SANITIZER_INLINE void sanitizer_end(struct sanitizer_fiber *f)
{
    __asan_unpoison_memory_region(f->stack, f->size);
}

SANITIZER_INLINE void sanitizer_enter(struct sanitizer_fiber *f)
{
    __sanitizer_start_switch_fiber(&f->resumer_fake, f->stack, f->size);
}

SANITIZER_INLINE void sanitizer_arrived(struct sanitizer_fiber *f)
{
    __sanitizer_finish_switch_fiber(f->fake, &f->resumer_stack,
                                    &f->resumer_size);
}

SANITIZER_INLINE void sanitizer_leave(struct sanitizer_fiber *f, bool for_good)
{
    __sanitizer_start_switch_fiber(for_good ? NULL : &f->fake, f->resumer_stack,
                                   f->resumer_size);
}

SANITIZER_INLINE void sanitizer_returned(struct sanitizer_fiber *f)
{
    __sanitizer_finish_switch_fiber(f->resumer_fake, NULL, NULL);
}

#elif defined(SANITIZER_THREAD)

#include <sanitizer/tsan_interface.h>

struct sanitizer_fiber {
    void *fiber, *resumer;
};

SANITIZER_INLINE void sanitizer_begin(struct sanitizer_fiber *f,
                                      const void *stack, size_t size)
{
    (void)stack;
    (void)size;
    f->fiber = __tsan_create_fiber(0);
}

SANITIZER_INLINE void sanitizer_end(struct sanitizer_fiber *f)
{
    __tsan_destroy_fiber(f->fiber);
}

SANITIZER_INLINE void sanitizer_enter(struct sanitizer_fiber *f)
{
    f->resumer = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(f->fiber, 0);
}

SANITIZER_INLINE void sanitizer_arrived(struct sanitizer_fiber *f)
{
    (void)f;
}

SANITIZER_INLINE void sanitizer_leave(struct sanitizer_fiber *f, bool for_good)
{
    (void)for_good;
    __tsan_switch_to_fiber(f->resumer, 0);
}

SANITIZER_INLINE void sanitizer_returned(struct sanitizer_fiber *f)
{
    (void)f;
}

#else

struct sanitizer_fiber {
    char none;
};

SANITIZER_INLINE void sanitizer_begin(struct sanitizer_fiber *f,
                                      const void *stack, size_t size)
{
    (void)f, (void)stack, (void)size;
}

SANITIZER_INLINE void sanitizer_end(struct sanitizer_fiber *f)
{
    (void)f;
}

SANITIZER_INLINE void sanitizer_enter(struct sanitizer_fiber *f)
{
    (void)f;
}

SANITIZER_INLINE void sanitizer_arrived(struct sanitizer_fiber *f)
{
    (void)f;
}

SANITIZER_INLINE void sanitizer_leave(struct sanitizer_fiber *f, bool for_good)
{
    (void)f, (void)for_good;
}

SANITIZER_INLINE void sanitizer_returned(struct sanitizer_fiber *f)
{
    (void)f;
}

#endif

#endif
