/* What a switch leaves as it was: registers, and the stack's alignment. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/support_coroutine.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A pause where there is something to pause: in a coroutine, or in the one
 * that resumes it; in none, the same arithmetic without a switch. */
struct pause {
    struct coroutine *yields, *resumes;
};

static void pass(const struct pause *p)
{
    if (p->yields)
        coroutine_yield(p->yields);
    if (p->resumes)
        coroutine_resume(p->resumes, 0);
}

/* More values live across a pause than any ABI has registers to keep them
 * in: the compiler uses all of those, and the stack for the rest. */
static uint64_t mix(const struct pause *p, int rounds, uint64_t s)
{
    uint64_t i1 = s * 3, i2 = s * 5, i3 = s * 7, i4 = s * 11, i5 = s * 13,
             i6 = s * 17, i7 = s * 19, i8 = s * 23, i9 = s * 29, i10 = s * 31,
             i11 = s * 37, i12 = s * 41;
    double d = (double)s, d1 = d / 3, d2 = d / 5, d3 = d / 7, d4 = d / 11,
           d5 = d / 13, d6 = d / 17, d7 = d / 19, d8 = d / 23, d9 = d / 29;
    long double e1 = (long double)s / 31, e2 = (long double)s / 37;

    for (int round = 0; round < rounds; round++) {
        pass(p);
        i1 += i12, i2 ^= i1, i3 += i2, i4 ^= i3, i5 += i4, i6 ^= i5;
        i7 += i6, i8 ^= i7, i9 += i8, i10 ^= i9, i11 += i10, i12 ^= i11;
        d1 += d9, d2 -= d1, d3 += d2, d4 -= d3, d5 += d4, d6 -= d5;
        d7 += d6, d8 -= d7, d9 = (d9 + d8) / 1024;
        e1 = (e1 + e2) / 3, e2 -= e1;
    }
    d9 += (double)(e1 + e2);
    memcpy(&s, &d9, sizeof s);
    return i12 ^ s;
}

enum { ROUNDS = 50 };

static int keep_values(void *data)
{
    struct actor *a = data;
    struct pause pause = {.yields = a->self};

    a->result = mix(&pause, ROUNDS, a->seed);
    return 0;
}

/* By turns, so that every one finds the registers as another has left them. */
const char *check_registers(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor actors[8] = {{0}};
    struct pause none = {0};

    stack_pool_init(&pool, via, 0);
    for (size_t i = 0; i < COUNT(actors); i++) {
        actors[i].seed = 1000003 * (i + 1);
        if (!actor_make(&actors[i], &pool, keep_values))
            return "cannot be made";
    }
    while (!coroutine_ended(actors[0].self))
        for (size_t i = 0; i < COUNT(actors); i++)
            coroutine_resume(actors[i].self, 0);
    for (size_t i = 0; i < COUNT(actors); i++) {
        coroutine_destroy(actors[i].self);
        if (actors[i].result != mix(&none, ROUNDS, actors[i].seed))
            return "a value changed across a yield";
    }
    stack_pool_free(&pool);
    return NULL;
}

const char *check_resumers_registers(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor a = {.seed = 99};
    struct pause none = {0}, pause = {0};
    uint64_t with;

    stack_pool_init(&pool, via, 0);
    if (!actor_make(&a, &pool, keep_values))
        return "cannot be made";
    pause.resumes = a.self;
    with = mix(&pause, ROUNDS + 1, 12345);
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return with == mix(&none, ROUNDS + 1, 12345) ? NULL
                                                 : "a resumer's value changed";
}

/* snprintf of a double uses instructions that fault on a stack that is not
 * aligned as the ABI says. The volatile keeps the compiler from knowing. */
static int note_alignment(void *data)
{
    struct actor *a = data;
    _Alignas(16) char text[32];
    volatile uintptr_t at = (uintptr_t)text;

    snprintf(text, sizeof text, "%.3f", (double)a->seed / 8);
    a->result = at % 16;
    a->steps = strcmp(text, "0.125") == 0;
    return 0;
}

const char *check_alignment(const struct switcher *via)
{
    static const size_t sizes[] = {0, 16384, 16385, 65536, 100000, 1 << 20};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct stack_pool pool;
        struct actor a = {.seed = 1};

        stack_pool_init(&pool, via, sizes[i]);
        if (!actor_make(&a, &pool, note_alignment))
            return "cannot be made";
        coroutine_resume(a.self, 0);
        coroutine_destroy(a.self);
        stack_pool_free(&pool);
        if (a.result != 0 || a.steps != 1)
            return "the stack is not a multiple of 16 bytes at the entry";
    }
    return NULL;
}
