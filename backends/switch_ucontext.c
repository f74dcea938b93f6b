/*
 * The switch of libc: makecontext and swapcontext. POSIX had them from 2001
 * to 2008; glibc and most of the BSDs have them still. musl and OpenBSD never
 * had. macOS keeps them for old programs only.
 */
#include "context.h"

#include <stdint.h>
#include <string.h>

#if (defined(__linux__) && !defined(__GLIBC__)) || defined(__OpenBSD__) || \
    defined(__APPLE__)

const struct switcher *switcher_ucontext(void)
{
    return NULL;
}

#else

#include <ucontext.h>

struct pause {
    ucontext_t context;
    int value; /* to be returned when it goes on */
};

struct start {
    struct pause pause;
    void (*entry)(struct context *);
    struct context *new;
};

/* makecontext passes ints; a pointer goes in two halves. */
static void start(unsigned high, unsigned low)
{
    uintptr_t at = (uintptr_t)(((uint64_t)high << 32) | low);
    struct start *s = (struct start *)at;

    s->entry(s->new);
}

static void make(struct context *new, void *bottom, size_t size,
                 void (*entry)(struct context *))
{
    uintptr_t top = (uintptr_t)bottom + size - sizeof(struct start);
    struct start *s = (struct start *)(top & ~(uintptr_t)63);
    ucontext_t *c = &s->pause.context;

    memset(s, 0, sizeof *s);
    s->entry = entry;
    s->new = new;
    getcontext(c);
    c->uc_stack.ss_sp = bottom;
    c->uc_stack.ss_size = (size_t)((char *)s - (char *)bottom);
    makecontext(c, (void (*)(void))start, 2,
                (unsigned)((uint64_t)(uintptr_t)s >> 32),
                (unsigned)(uintptr_t)s);
    new->stack = s;
}

/* The paused context lies in this function's own frame, which stays where it
 * is until it goes on. */
static int pass(struct context *from, struct context *to, int value)
{
    struct pause here, *there = to->stack;

    from->stack = &here;
    there->value = value;
    swapcontext(&here.context, &there->context);
    return here.value;
}

const struct switcher *switcher_ucontext(void)
{
    static const struct switcher ucontext = {"ucontext", make, pass};

    return &ucontext;
}

#endif
