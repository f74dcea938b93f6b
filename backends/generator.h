/*
 * generator - functions without a stack of their own, that yield and go on.
 *
 * A generator is a function that remembers where it was. Its state is one
 * number: the line to go on at; all that must outlive a yield lies in the
 * caller's struct. It is called again to go on (resumed), and says each time
 * what it waits for (yields). Built from `switch` and __LINE__, the technique
 * of Duff's device and of Tatham's "Coroutines in C" (2000).
 *
 *      int countdown(struct generator *g, int *n)
 *      {
 *          GENERATOR_BEGIN(g);
 *          while (*n > 0)
 *              GENERATOR_YIELD(g, (*n)--);
 *          GENERATOR_END(g, 0);
 *      }
 *
 * Between BEGIN and END there can be no `switch` around a YIELD, no two
 * YIELDs on a line, and no local variable that is used across one.
 */
#ifndef MUXBENCH_GENERATOR_H
#define MUXBENCH_GENERATOR_H

#include <stdbool.h>

struct generator {
    int line; /* 0: not begun; GENERATOR_ENDED */
};

#define GENERATOR_ENDED (-1)

/* Where the last YIELD was, go on. */
#define GENERATOR_BEGIN(g) \
    switch ((g)->line) {   \
    case 0:

/* Return `value`; the next call goes on behind it. */
#define GENERATOR_YIELD(g, value) \
    do {                          \
        (g)->line = __LINE__;     \
        return (value);           \
    case __LINE__:;               \
    } while (0)

/* The end: returns `value`, now and ever after. */
#define GENERATOR_END(g, value)  \
    }                            \
    (g)->line = GENERATOR_ENDED; \
    return (value)

static inline void generator_init(struct generator *g)
{
    g->line = 0;
}

static inline bool generator_ended(const struct generator *g)
{
    return g->line == GENERATOR_ENDED;
}

#endif
