/*
 * generator - functions without a stack of their own, that yield and go on.
 *
 * A generator is a function that remembers where it was. Its state is one
 * number: the line to go on at; all that must outlive a yield lies in the
 * caller's struct. It is called again to go on (resumed), and says each time
 * what it waits for (yields). Built from `switch` and __LINE__, the technique
 * of Duff's device and of Tatham's "Coroutines in C" (2000).
 *
 *      int copy(struct copier *p)
 *      {
 *          struct generator *g = &p->generator;
 *
 *          GENERATOR_BEGIN(g);
 *          p->bytes = malloc(SIZE);
 *          while (receive(p) > 0)
 *              GENERATOR_YIELD(g, READABLE);
 *          GENERATOR_CATCH(g);
 *          free(p->bytes);
 *          GENERATOR_END(g, 0);
 *      }
 *
 * Whoever resumes it may throw an error in: the YIELD at which it waits does
 * not go on then, but jumps to the CATCH, so that what has to be cleaned up
 * stands once, and runs whether the story came to its end or not. A generator
 * without a CATCH does not compile. What it does not take (generator_caught)
 * is its result. To cancel is to throw -ECANCELED, which nobody takes.
 *
 * A generator can leave the waiting to another, an inner one: YIELD_FROM. It
 * yields what the inner one yields, hands in to it what is thrown, and goes on
 * with its result when it has ended. What the inner one does not take is
 * thrown at the YIELD_FROM.
 *
 * Between BEGIN and END there can be no `switch` around a YIELD, no two
 * YIELDs on a line, and no local variable that is used across one.
 */
#ifndef MUXBENCH_GENERATOR_H
#define MUXBENCH_GENERATOR_H

#include <stdbool.h>

struct generator {
    int line;   /* 0: not begun; GENERATOR_ENDED */
    int thrown; /* -errno, not taken yet; 0: none */
};

#define GENERATOR_ENDED (-1)

/* Where the last YIELD was, go on. */
#define GENERATOR_BEGIN(g) \
    switch ((g)->line) {   \
    case 0:

/* Return `value`; the next call goes on behind it, or at the CATCH. */
#define GENERATOR_YIELD(g, value) \
    do {                          \
        (g)->line = __LINE__;     \
        return (value);           \
    case __LINE__:                \
        if ((g)->thrown < 0)      \
            goto generator_catch; \
    } while (0)

/* Resume `inner` by `call` until it has ended; `result` is what it returned
 * last. */
#define GENERATOR_YIELD_FROM(g, inner, result, call)     \
    do {                                                 \
        generator_init(inner);                           \
        (g)->line = __LINE__;                            \
        if (0) {                                         \
        case __LINE__:                                   \
            generator_throw(inner, generator_caught(g)); \
        }                                                \
        (result) = (call);                               \
        if (!generator_ended(inner))                     \
            return (result);                             \
        (g)->thrown = (inner)->thrown;                   \
        if ((g)->thrown < 0)                             \
            goto generator_catch;                        \
    } while (0)

/* An error that was thrown in at any wait above goes on here. Once in a
 * generator, anywhere: also in a loop, which then goes on. */
#define GENERATOR_CATCH(g) \
    generator_catch:

/* The end: returns `value`, or the error that was not taken, now and ever
 * after. */
#define GENERATOR_END(g, value)  \
    }                            \
    (g)->line = GENERATOR_ENDED; \
    return (g)->thrown < 0 ? (g)->thrown : (value)

static inline void generator_init(struct generator *g)
{
    g->line = 0;
    g->thrown = 0;
}

static inline bool generator_ended(const struct generator *g)
{
    return g->line == GENERATOR_ENDED;
}

/*
 * Throw `error` (-errno; 0: nothing) in: the next call finds it. One that has
 * not begun has nothing to clean up, and ends without running; one that has
 * ended takes no notice.
 */
static inline void generator_throw(struct generator *g, int error)
{
    if (generator_ended(g))
        return;
    g->thrown = error;
    if (error < 0 && g->line == 0)
        g->line = GENERATOR_ENDED;
}

/* Behind a CATCH: take the error that was thrown in, so that the story can go
 * on. -errno; 0: none. */
static inline int generator_caught(struct generator *g)
{
    int error = g->thrown;

    g->thrown = 0;
    return error;
}

#endif
