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

#include "backends/sanitizer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* TSan of GCC 12 has room for 8128 threads and fibers, and makes one in 1 ms.
 */
#if defined(SANITIZER_THREAD)
#define MANY 1000
#else
#define MANY 10000
#endif

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

    if (stack_pool_init(&pool, 0) < 0 || !actor_make(&a, &pool, count_steps))
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

static const char *uses_stacks_again(void)
{
    struct stack_pool pool;
    struct actor actors[4] = {{0}};

    stack_pool_init(&pool, 0);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT(actors); i++)
            if (!actor_make(&actors[i], &pool, count_steps))
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
    if (!actor_make(&a, &pool, use_much_stack))
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
        if (actor_make(&a, &pool, use_much_stack))
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
        if (!actor_make(&actors[i], &pool, descend))
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
    if (!actor_make(&a, &pool, count_steps) ||
        !actor_make(&b, &pool, resume_next) ||
        !actor_make(&c, &pool, resume_next))
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
        if (!actor_make(&actors[i], &pool, count_steps))
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
    if (!actor_make(&fresh, &pool, count_steps) ||
        !actor_make(&paused, &pool, count_steps))
        return "cannot be made";
    coroutine_resume(paused.self);
    coroutine_destroy(fresh.self);
    coroutine_destroy(paused.self);
    if (pool.mapped != 2 || pool.idle != 2)
        return "a stack does not come back";
    if (!actor_make(&next, &pool, count_steps))
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
        *wrong = check_registers();
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
    {"keeps registers", check_registers},
    {"keeps its resumer's registers", check_resumers_registers},
    {"aligns the stack", check_alignment},
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
