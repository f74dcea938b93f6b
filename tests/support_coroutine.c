#include "tests/support_coroutine.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/overflow.h"
#include "backends/sanitizer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* TSan of GCC 12 has room for 8128 threads and fibers, and makes one in 1 ms.
 */
#if defined(SANITIZER_THREAD)
#define MANY 1000
#else
#define MANY 10000
#endif

static int count_steps(void *data)
{
    struct actor *a = data;

    for (int i = 0; i < 3; i++) {
        a->steps++;
        coroutine_yield(a->self);
    }
    a->steps = 100;
    return 0;
}

static const char *runs_in_steps(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor a = {0};

    if (stack_pool_init(&pool, via, 0) < 0 ||
        !actor_make(&a, &pool, count_steps))
        return "cannot be made";
    if (a.steps != 0)
        return "it runs before it is resumed";
    for (int i = 1; i <= 3; i++) {
        coroutine_resume(a.self, 0);
        if (a.steps != i || coroutine_ended(a.self))
            return "it does not pause where it yields";
    }
    coroutine_resume(a.self, 0);
    if (a.steps != 100 || !coroutine_ended(a.self))
        return "it does not end";
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return pool.mapped == 0 && pool.idle == 0 ? NULL : "a stack is left";
}

static const char *uses_stacks_again(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor actors[4] = {{0}};

    stack_pool_init(&pool, via, 0);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT(actors); i++)
            if (!actor_make(&actors[i], &pool, count_steps))
                return "cannot be made";
        if (pool.mapped != COUNT(actors) || pool.idle != 0)
            return "stacks are mapped though some are free";
        for (size_t i = 0; i < COUNT(actors); i++) {
            while (!coroutine_ended(actors[i].self))
                coroutine_resume(actors[i].self, 0);
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

static int use_much_stack(void *data)
{
    struct actor *a = data;

    a->result = use_stack(a->seed);
    a->steps = 1;
    return 0;
}

static const char *sets_the_size(const struct switcher *via)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct stack_pool pool;
    struct actor a = {.seed = 600 * 1024};

    if (stack_pool_init(&pool, via, 1) != -EINVAL ||
        stack_pool_init(&pool, via, 16 * 1024 - 1) != -EINVAL)
        return "a stack below 16 KiB is not refused";
    if (stack_pool_init(&pool, via, SIZE_MAX) != -EINVAL)
        return "a size that overflows is not refused";
    if (stack_pool_init(&pool, via, 0) < 0 || pool.size != 64 * 1024)
        return "the default is not 64 KiB";
    if (stack_pool_init(&pool, via, 16 * 1024) < 0 || pool.size < 16 * 1024)
        return "16 KiB are refused";
    /* Four times what is used: frames are larger under a sanitizer. */
    if (stack_pool_init(&pool, via, 2400 * 1024 + 1) < 0 ||
        pool.size % page != 0 || pool.size <= 2400 * 1024)
        return "the size is not rounded up to whole pages";
    if (!actor_make(&a, &pool, use_much_stack))
        return "cannot be made";
    coroutine_resume(a.self, 0);
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return a.steps == 1 ? NULL : "it did not end";
}

static const char *says_when_memory_is_out(const struct switcher *via)
{
    struct stack_pool pool;
    int error = 0;

    if (stack_pool_init(&pool, via, SIZE_MAX / 8) < 0)
        return "the size is refused";
    if (coroutine_create(&pool, "huge", use_much_stack, NULL, &error))
        return "a stack larger than all memory is there";
    if (error != -ENOMEM)
        return "the error is not that there is no memory";
    return pool.mapped == 0 ? NULL : "a stack is counted that is not there";
}

/* A process that overruns the stack of a coroutine. What it says goes to
 * `errors`. */
static void overrun(const struct switcher *via, int errors)
{
    struct stack_pool pool;
    struct overflow_watch watch;
    struct actor a = {.seed = 64 * 1024 * 16};
    struct rlimit no_core = {0};
    int error;

    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGSEGV, SIG_DFL); /* cmocka has a handler of its own */
    signal(SIGBUS, SIG_DFL);
    dup2(errors, STDERR_FILENO);
    stack_pool_init(&pool, via, 64 * 1024);
    overflow_watch(&watch, &pool);
    for (int i = 0; i < 3; i++)
        actor_make(&a, &pool, count_steps);
    a.self =
        coroutine_create(&pool, "connection 17", use_much_stack, &a, &error);
    coroutine_resume(a.self, 0);
    _exit(0);
}

/* Its wait status, and the beginning of what it says. */
static int run_overrun(const struct switcher *via, char *said, size_t size)
{
    int ends[2], status = 0;
    size_t length = 0;
    ssize_t n;
    pid_t child;

    said[0] = '\0';
    if (pipe(ends) < 0)
        return 0;
    fflush(NULL);
    child = fork();
    if (child == 0)
        overrun(via, ends[1]);
    close(ends[1]);
    while (length < size - 1 &&
           (n = read(ends[0], said + length, size - 1 - length)) > 0)
        length += (size_t)n;
    said[length] = '\0';
    close(ends[0]);
    return child < 0 || waitpid(child, &status, 0) != child ? 0 : status;
}

/* A sanitizer catches the signal and exits with a status of its own. */
static bool is_killed(int status)
{
    return WIFSIGNALED(status) &&
           (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

static const char *guards_the_stack(const struct switcher *via)
{
    char said[1024];
    int status = run_overrun(via, said, sizeof said);

    if (is_killed(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
        return NULL;
    return "an overrun of the stack does not end the process";
}

static const char *names_the_overrun(const struct switcher *via)
{
    static const char right[] = "muxbench: stack overflow in coroutine "
                                "'connection 17' (64 KiB): ";
    char said[1024];
    int status;

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
    return "skip: the sanitizer takes SIGSEGV for itself";
#endif
    status = run_overrun(via, said, sizeof said);
    if (strncmp(said, right, sizeof right - 1) != 0 || !strchr(said, '\n'))
        return "the overrun of the stack of connection 17 is not reported";
    return is_killed(status) ? NULL
                             : "after the report it does not end by the signal";
}

/* A fault that has nothing to do with a stack ends the program as ever. */
static const char *leaves_other_faults(const struct switcher *via)
{
    int status = 0;
    pid_t child;

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
    return "skip: the sanitizer takes SIGSEGV for itself";
#endif
    fflush(NULL);
    child = fork();
    if (child == 0) {
        struct stack_pool pool;
        struct overflow_watch watch;
        struct rlimit no_core = {0};

        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        stack_pool_init(&pool, via, 0);
        if (overflow_watch(&watch, &pool) == 0)
            *(volatile char *)(uintptr_t)pool.page = 0;
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return "no process";
    return is_killed(status) ? NULL : "another fault does not end the process";
}

/* Resume the next one, which does the same, and yield on the way back. */
static int descend(void *data)
{
    struct actor *a = data;

    a->steps++;
    if (a->next)
        coroutine_resume(a->next->self, 0);
    coroutine_yield(a->self);
    if (a->next)
        coroutine_resume(a->next->self, 0);
    a->steps++;
    return 0;
}

static const char *nests(const struct switcher *via)
{
    enum { DEPTH = 500 };
    struct actor *actors = calloc(DEPTH, sizeof *actors);
    struct stack_pool pool;
    const char *wrong = NULL;

    stack_pool_init(&pool, via, 0);
    for (int i = 0; actors && i < DEPTH; i++) {
        actors[i].next = i + 1 < DEPTH ? &actors[i + 1] : NULL;
        if (!actor_make(&actors[i], &pool, descend))
            return "cannot be made";
    }
    if (!actors)
        return "no memory";
    for (int turn = 1; turn <= 2; turn++) {
        coroutine_resume(actors[0].self, 0);
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

static int resume_next(void *data)
{
    struct actor *a = data;

    coroutine_resume(a->next->self, 0);
    a->steps = a->next->steps;
    return 0;
}

/* Resumed from here, then from two other stacks, then from here again. */
static const char *changes_its_resumer(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor a = {0}, b = {.next = &a}, c = {.next = &a};

    stack_pool_init(&pool, via, 0);
    if (!actor_make(&a, &pool, count_steps) ||
        !actor_make(&b, &pool, resume_next) ||
        !actor_make(&c, &pool, resume_next))
        return "cannot be made";
    coroutine_resume(a.self, 0);
    coroutine_resume(b.self, 0);
    coroutine_resume(c.self, 0);
    coroutine_resume(a.self, 0);
    if (b.steps != 2 || c.steps != 3 || a.steps != 100)
        return "a yield does not go to the last resumer";
    coroutine_destroy(a.self);
    coroutine_destroy(b.self);
    coroutine_destroy(c.self);
    stack_pool_free(&pool);
    return NULL;
}

static const char *bears_many(const struct switcher *via)
{
    struct actor *actors = calloc(MANY, sizeof *actors);
    struct stack_pool pool;
    int steps = 0;

    if (!actors)
        return "no memory";
    stack_pool_init(&pool, via, 16 * 1024);
    for (int i = 0; i < MANY; i++)
        if (!actor_make(&actors[i], &pool, count_steps))
            return "cannot be made";
    for (int round = 0; round < 4; round++)
        for (int i = 0; i < MANY; i++)
            coroutine_resume(actors[i].self, 0);
    for (int i = 0; i < MANY; i++) {
        steps += actors[i].steps;
        coroutine_destroy(actors[i].self);
    }
    stack_pool_free(&pool);
    free(actors);
    return steps == 100 * MANY ? NULL : "not all of them have ended";
}

static const char *is_destroyed_anywhere(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor fresh = {0}, paused = {0}, next = {0};

    stack_pool_init(&pool, via, 0);
    if (!actor_make(&fresh, &pool, count_steps) ||
        !actor_make(&paused, &pool, count_steps))
        return "cannot be made";
    coroutine_resume(paused.self, 0);
    coroutine_destroy(fresh.self);
    coroutine_destroy(paused.self);
    if (pool.mapped != 2 || pool.idle != 2)
        return "a stack does not come back";
    if (!actor_make(&next, &pool, count_steps))
        return "cannot be made";
    while (!coroutine_ended(next.self))
        coroutine_resume(next.self, 0);
    coroutine_destroy(next.self);
    stack_pool_free(&pool);
    return next.steps == 100 ? NULL : "a stack is of no use after that";
}

/* Each resume hands over a value, in one direction only. */
static int add_values(void *data)
{
    struct actor *a = data;

    for (int value; (value = coroutine_yield(a->self)) >= 0;)
        a->steps += value;
    return -ECANCELED;
}

static const char *hands_values_over(const struct switcher *via)
{
    struct stack_pool pool;
    struct actor a = {0};

    stack_pool_init(&pool, via, 0);
    if (!actor_make(&a, &pool, add_values))
        return "cannot be made";
    for (int value = 1; value <= 1000; value++)
        coroutine_resume(a.self, value);
    if (a.steps != 500500 - 1)
        return "a yield does not return what it is resumed with";
    coroutine_resume(a.self, -EIO);
    if (!coroutine_ended(a.self))
        return "an error is not thrown in";
    if (coroutine_result(a.self) != -ECANCELED)
        return "the body's result is not kept";
    coroutine_destroy(a.self);
    stack_pool_free(&pool);
    return NULL;
}

static int count_twice(void *data)
{
    int *counts = data;

    counts[0]++;
    return counts[0] + counts[1];
}

/* What is attached lies on the stack that was in use before, and is zero. */
static const char *attaches_data(const struct switcher *via)
{
    struct stack_pool pool;
    const char *wrong = NULL;
    int error;

    stack_pool_init(&pool, via, 0);
    for (int round = 0; round < 3; round++) {
        struct coroutine *c =
            coroutine_create(&pool, "attached", count_twice, NULL, &error);
        int *counts = c ? coroutine_attach(c, 100 * sizeof *counts) : NULL;

        if (!counts)
            return "cannot be made";
        for (int i = 0; i < 100; i++)
            if (counts[i] != 0)
                wrong = "what is attached is not zero";
        counts[1] = 7;
        coroutine_resume(c, 0);
        if (coroutine_result(c) != 8 || counts[0] != 1)
            wrong = "the body is not given what is attached";
        memset(counts, 0xff, 100 * sizeof *counts);
        coroutine_destroy(c);
    }
    stack_pool_free(&pool);
    return wrong;
}

/* All of the above that does not fork, in a thread. */
struct thread {
    pthread_t id;
    const struct switcher *via;
    const char *wrong;
};

static void *work(void *data)
{
    struct thread *t = data;

    for (int i = 0; i < 2 && !t->wrong; i++) {
        t->wrong = check_registers(t->via);
        if (!t->wrong)
            t->wrong = uses_stacks_again(t->via);
        if (!t->wrong)
            t->wrong = changes_its_resumer(t->via);
    }
    return NULL;
}

static const char *works_in_threads(const struct switcher *via)
{
    struct thread threads[3] = {{.via = via}, {.via = via}, {.via = via}};

    for (size_t i = 0; i < COUNT(threads); i++)
        if (pthread_create(&threads[i].id, NULL, work, &threads[i]) != 0)
            return "no thread can be made";
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i].id, NULL);
    for (size_t i = 0; i < COUNT(threads); i++)
        if (threads[i].wrong)
            return threads[i].wrong;
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
    {"names the overrun", names_the_overrun},
    {"leaves other faults", leaves_other_faults},
    {"nests", nests},
    {"changes its resumer", changes_its_resumer},
    {"bears many", bears_many},
    {"is destroyed anywhere", is_destroyed_anywhere},
    {"hands values over", hands_values_over},
    {"attaches data", attaches_data},
    {"works in threads", works_in_threads},
};
const size_t coroutine_check_count = COUNT(coroutine_checks);
