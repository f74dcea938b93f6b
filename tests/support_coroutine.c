#include "tests/support_coroutine.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/coroutine.h"
#include "backends/sanitizer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* TSan of GCC 12 has room for 8128 threads and fibers, and makes one in 1 ms.
 */
#if defined(SANITIZER_THREAD)
#define MANY 1000
#else
#define MANY 10000
#endif

/* A coroutine, and what it is to know of itself. */
struct actor {
    struct coroutine *self;
    struct actor *next;
    uint64_t seed, result;
    int steps;
};

static bool act(struct actor *a, struct stack_pool *pool, void (*body)(void *))
{
    a->self = coroutine_create(pool, body, a);
    return a->self != NULL;
}

static void count_steps(void *data)
{
    struct actor *a = data;

    for (int i = 0; i < 3; i++) {
        a->steps++;
        coroutine_yield(a->self);
    }
    a->steps = 100;
}

static const char *runs_in_steps(void)
{
    struct stack_pool pool;
    struct actor a = {0};

    if (stack_pool_init(&pool, 0) < 0 || !act(&a, &pool, count_steps))
        return "cannot be made";
    if (a.steps != 0)
        return "it runs before it is resumed";
    for (int i = 1; i <= 3; i++) {
        coroutine_resume(a.self);
        if (a.steps != i || coroutine_ended(a.self))
            return "it does not pause where it yields";
    }
    coroutine_resume(a.self);
    if (a.steps != 100 || !coroutine_ended(a.self))
        return "it does not end";
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return pool.mapped == 0 && pool.idle == 0 ? NULL : "a stack is left";
}

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
        coroutine_resume(p->resumes);
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

    for (int round = 0; round < rounds; round++) {
        pass(p);
        i1 += i12, i2 ^= i1, i3 += i2, i4 ^= i3, i5 += i4, i6 ^= i5;
        i7 += i6, i8 ^= i7, i9 += i8, i10 ^= i9, i11 += i10, i12 ^= i11;
        d1 += d9, d2 -= d1, d3 += d2, d4 -= d3, d5 += d4, d6 -= d5;
        d7 += d6, d8 -= d7, d9 = (d9 + d8) / 1024;
    }
    memcpy(&s, &d9, sizeof s);
    return i12 ^ s;
}

enum { ROUNDS = 50 };

static void keep_values(void *data)
{
    struct actor *a = data;
    struct pause pause = {.yields = a->self};
    /* Its length is not known to the compiler: the frame pointer is needed. */
    volatile char frame[a->seed % 64 + 1];

    frame[0] = 0;
    a->result = mix(&pause, ROUNDS, a->seed) + (uint64_t)frame[0];
}

/* By turns, so that every one finds the registers as another has left them. */
static const char *keeps_registers(void)
{
    struct stack_pool pool;
    struct actor actors[8] = {{0}};
    struct pause none = {0};

    stack_pool_init(&pool, 0);
    for (size_t i = 0; i < COUNT(actors); i++) {
        actors[i].seed = 1000003 * (i + 1);
        if (!act(&actors[i], &pool, keep_values))
            return "cannot be made";
    }
    while (!coroutine_ended(actors[0].self))
        for (size_t i = 0; i < COUNT(actors); i++)
            coroutine_resume(actors[i].self);
    for (size_t i = 0; i < COUNT(actors); i++) {
        coroutine_destroy(actors[i].self);
        if (actors[i].result != mix(&none, ROUNDS, actors[i].seed))
            return "a value changed across a yield";
    }
    stack_pool_free(&pool);
    return NULL;
}

static const char *keeps_resumers_registers(void)
{
    struct stack_pool pool;
    struct actor a = {.seed = 99};
    struct pause none = {0}, pause = {0};
    uint64_t with;

    stack_pool_init(&pool, 0);
    if (!act(&a, &pool, keep_values))
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
static void note_alignment(void *data)
{
    struct actor *a = data;
    _Alignas(16) char text[32];
    volatile uintptr_t at = (uintptr_t)text;

    snprintf(text, sizeof text, "%.3f", (double)a->seed / 8);
    a->result = at % 16;
    a->steps = strcmp(text, "0.125") == 0;
}

static const char *aligns_the_stack(void)
{
    static const size_t sizes[] = {0, 16384, 16385, 65536, 100000, 1 << 20};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct stack_pool pool;
        struct actor a = {.seed = 1};

        stack_pool_init(&pool, sizes[i]);
        if (!act(&a, &pool, note_alignment))
            return "cannot be made";
        coroutine_resume(a.self);
        coroutine_destroy(a.self);
        stack_pool_free(&pool);
        if (a.result != 0 || a.steps != 1)
            return "the stack is not a multiple of 16 bytes at the entry";
    }
    return NULL;
}

static const char *uses_stacks_again(void)
{
    struct stack_pool pool;
    struct actor actors[4] = {{0}};

    stack_pool_init(&pool, 0);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT(actors); i++)
            if (!act(&actors[i], &pool, count_steps))
                return "cannot be made";
        if (pool.mapped != COUNT(actors) || pool.idle != 0)
            return "stacks are mapped though some are free";
        for (size_t i = 0; i < COUNT(actors); i++) {
            while (!coroutine_ended(actors[i].self))
                coroutine_resume(actors[i].self);
            coroutine_destroy(actors[i].self);
        }
        if (pool.idle != COUNT(actors))
            return "a stack does not come back";
    }
    stack_pool_free(&pool);
    return pool.mapped == 0 ? NULL : "a stack is left";
}

/* About `a->seed` bytes of stack, all of them touched. */
static uint64_t use_stack(uint64_t bytes)
{
    volatile char frame[1024];

    for (size_t i = 0; i < sizeof frame; i += 64)
        frame[i] = (char)bytes;
    if (bytes < 2048)
        return (uint64_t)frame[0];
    return use_stack(bytes - 1024) + (uint64_t)frame[128];
}

static void use_much_stack(void *data)
{
    struct actor *a = data;

    a->result = use_stack(a->seed);
    a->steps = 1;
}

static const char *sets_the_size(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct stack_pool pool;
    struct actor a = {.seed = 600 * 1024};

    if (stack_pool_init(&pool, 1) != -EINVAL ||
        stack_pool_init(&pool, 16 * 1024 - 1) != -EINVAL)
        return "a stack below 16 KiB is not refused";
    if (stack_pool_init(&pool, SIZE_MAX) != -EINVAL)
        return "a size that overflows is not refused";
    if (stack_pool_init(&pool, 0) < 0 || pool.size != 64 * 1024)
        return "the default is not 64 KiB";
    if (stack_pool_init(&pool, 16 * 1024) < 0 || pool.size < 16 * 1024)
        return "16 KiB are refused";
    /* Four times what is used: frames are larger under a sanitizer. */
    if (stack_pool_init(&pool, 2400 * 1024 + 1) < 0 || pool.size % page != 0 ||
        pool.size <= 2400 * 1024)
        return "the size is not rounded up to whole pages";
    if (!act(&a, &pool, use_much_stack))
        return "cannot be made";
    coroutine_resume(a.self);
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return a.steps == 1 ? NULL : "it did not end";
}

static const char *says_when_memory_is_out(void)
{
    struct stack_pool pool;

    if (stack_pool_init(&pool, SIZE_MAX / 8) < 0)
        return "the size is refused";
    if (coroutine_create(&pool, use_much_stack, NULL))
        return "a stack larger than all memory is there";
    return pool.mapped == 0 ? NULL : "a stack is counted that is not there";
}

/* What a process that overruns a stack ends with: a wait status. */
static int overrun(void)
{
    pid_t child;
    int status = 0;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        struct stack_pool pool;
        struct actor a = {.seed = 64 * 1024 * 16};

        /* A sanitizer's words about it are not wanted here. */
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        stack_pool_init(&pool, 64 * 1024);
        if (act(&a, &pool, use_much_stack))
            coroutine_resume(a.self);
        _exit(0);
    }
    return child < 0 || waitpid(child, &status, 0) != child ? 0 : status;
}

/* A sanitizer catches the signal and exits with a status of its own. */
static const char *guards_the_stack(void)
{
    int status = overrun();
    bool killed = WIFSIGNALED(status) &&
                  (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);

    if (killed || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
        return NULL;
    return "an overrun of the stack does not end the process";
}

/* Resume the next one, which does the same, and yield on the way back. */
static void descend(void *data)
{
    struct actor *a = data;

    a->steps++;
    if (a->next)
        coroutine_resume(a->next->self);
    coroutine_yield(a->self);
    if (a->next)
        coroutine_resume(a->next->self);
    a->steps++;
}

static const char *nests(void)
{
    enum { DEPTH = 500 };
    struct actor *actors = calloc(DEPTH, sizeof *actors);
    struct stack_pool pool;
    const char *wrong = NULL;

    stack_pool_init(&pool, 0);
    for (int i = 0; actors && i < DEPTH; i++) {
        actors[i].next = i + 1 < DEPTH ? &actors[i + 1] : NULL;
        if (!act(&actors[i], &pool, descend))
            return "cannot be made";
    }
    if (!actors)
        return "no memory";
    for (int turn = 1; turn <= 2; turn++) {
        coroutine_resume(actors[0].self);
        for (int i = 0; i < DEPTH; i++)
            if (actors[i].steps != turn ||
                coroutine_ended(actors[i].self) != (turn == 2))
                wrong = "a nested resume does not come back to its resumer";
    }
    for (int i = 0; i < DEPTH; i++)
        coroutine_destroy(actors[i].self);
    stack_pool_free(&pool);
    free(actors);
    return wrong;
}

static void resume_next(void *data)
{
    struct actor *a = data;

    coroutine_resume(a->next->self);
    a->steps = a->next->steps;
}

/* Resumed from here, then from two other stacks, then from here again. */
static const char *changes_its_resumer(void)
{
    struct stack_pool pool;
    struct actor a = {0}, b = {.next = &a}, c = {.next = &a};

    stack_pool_init(&pool, 0);
    if (!act(&a, &pool, count_steps) || !act(&b, &pool, resume_next) ||
        !act(&c, &pool, resume_next))
        return "cannot be made";
    coroutine_resume(a.self);
    coroutine_resume(b.self);
    coroutine_resume(c.self);
    coroutine_resume(a.self);
    if (b.steps != 2 || c.steps != 3 || a.steps != 100)
        return "a yield does not go to the last resumer";
    coroutine_destroy(a.self);
    coroutine_destroy(b.self);
    coroutine_destroy(c.self);
    stack_pool_free(&pool);
    return NULL;
}

static const char *bears_many(void)
{
    struct actor *actors = calloc(MANY, sizeof *actors);
    struct stack_pool pool;
    int steps = 0;

    if (!actors)
        return "no memory";
    stack_pool_init(&pool, 16 * 1024);
    for (int i = 0; i < MANY; i++)
        if (!act(&actors[i], &pool, count_steps))
            return "cannot be made";
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < MANY; i++)
            coroutine_resume(actors[i].self);
    for (int i = 0; i < MANY; i++) {
        steps += actors[i].steps;
        coroutine_destroy(actors[i].self);
    }
    stack_pool_free(&pool);
    free(actors);
    return steps == 100 * MANY ? NULL : "not all of them have ended";
}

static const char *is_destroyed_anywhere(void)
{
    struct stack_pool pool;
    struct actor fresh = {0}, paused = {0}, next = {0};

    stack_pool_init(&pool, 0);
    if (!act(&fresh, &pool, count_steps) || !act(&paused, &pool, count_steps))
        return "cannot be made";
    coroutine_resume(paused.self);
    coroutine_destroy(fresh.self);
    coroutine_destroy(paused.self);
    if (pool.mapped != 2 || pool.idle != 2)
        return "a stack does not come back";
    if (!act(&next, &pool, count_steps))
        return "cannot be made";
    while (!coroutine_ended(next.self))
        coroutine_resume(next.self);
    coroutine_destroy(next.self);
    stack_pool_free(&pool);
    return next.steps == 100 ? NULL : "a stack is of no use after that";
}

/* All of the above that does not fork, in a thread. */
static void *work(void *data)
{
    const char **wrong = data;

    for (int i = 0; i < 2 && !*wrong; i++) {
        *wrong = keeps_registers();
        if (!*wrong)
            *wrong = uses_stacks_again();
        if (!*wrong)
            *wrong = changes_its_resumer();
    }
    return NULL;
}

static const char *works_in_threads(void)
{
    pthread_t threads[3];
    const char *wrong[COUNT(threads)] = {NULL};

    for (size_t i = 0; i < COUNT(threads); i++)
        if (pthread_create(&threads[i], NULL, work, &wrong[i]) != 0)
            return "no thread can be made";
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < COUNT(threads); i++)
        if (wrong[i])
            return wrong[i];
    return NULL;
}

const struct coroutine_check coroutine_checks[] = {
    {"runs in steps", runs_in_steps},
    {"keeps registers", keeps_registers},
    {"keeps its resumer's registers", keeps_resumers_registers},
    {"aligns the stack", aligns_the_stack},
    {"uses stacks again", uses_stacks_again},
    {"sets the size", sets_the_size},
    {"says when memory is out", says_when_memory_is_out},
    {"guards the stack", guards_the_stack},
    {"nests", nests},
    {"changes its resumer", changes_its_resumer},
    {"bears many", bears_many},
    {"is destroyed anywhere", is_destroyed_anywhere},
    {"works in threads", works_in_threads},
};
const size_t coroutine_check_count = COUNT(coroutine_checks);
