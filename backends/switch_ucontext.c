/*
 * The switch where there is no assembly for it: makecontext and swapcontext
 * (POSIX.1-2001, withdrawn since but still everywhere but on musl).
 */
#include "context.h"

#if !CONTEXT_OWN

#include <stdint.h>
#include <string.h>
#include <ucontext.h>

struct start {
    ucontext_t context;
    void (*entry)(void *);
    void *data;
};

/* makecontext passes ints; a pointer goes in two halves. */
static void start(unsigned high, unsigned low)
{
    uintptr_t at = (uintptr_t)(((uint64_t)high << 32) | low);
    struct start *s = (struct start *)at;

    s->entry(s->data);
}

context context_make(void *bottom, size_t size, void (*entry)(void *),
                     void *data)
{
    uintptr_t top = (uintptr_t)bottom + size - sizeof(struct start);
    struct start *s = (struct start *)(top & ~(uintptr_t)63);

    memset(s, 0, sizeof *s);
    s->entry = entry;
    s->data = data;
    getcontext(&s->context);
    s->context.uc_stack.ss_sp = bottom;
    s->context.uc_stack.ss_size = (size_t)((char *)s - (char *)bottom);
    makecontext(&s->context, (void (*)(void))start, 2,
                (unsigned)((uint64_t)(uintptr_t)s >> 32),
                (unsigned)(uintptr_t)s);
    return &s->context;
}

/* The paused context lies in the pausing function's own frame, which stays
 * where it is until it goes on. */
void context_switch(context *from, context to)
{
    ucontext_t here;

    *from = &here;
    swapcontext(&here, to);
}

#endif
