/* stack_pool: how many stacks there can be, and where that ends. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/coroutine.h"
#include "backends/guard_limit.h"
#include "backends/sanitizer.h"

#define MANY 100000

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
#define SHADOWED true
#else
#define SHADOWED false
#endif

static const struct switcher *any_switch(void)
{
    const struct switcher *own = switcher_own();

    return own ? own : switcher_ucontext();
}

/* Mappings of this process; 0: not to be had. */
static long mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "r");
    long lines = 0;
    int c;

    while (file && (c = getc(file)) != EOF)
        lines += c == '\n';
    if (file)
        fclose(file);
    return lines;
}

/* Resident bytes of this process. */
static uint64_t resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    if (file && fscanf(file, "%*u %lu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Each takes memory: a page, and what the kernel needs to find it. */
static bool has_room_for(uint64_t stacks)
{
    uint64_t pages = (uint64_t)sysconf(_SC_PHYS_PAGES);

    return pages > 2 * stacks;
}

struct walker {
    struct coroutine *self;
    int steps;
};

static int walk(void *data)
{
    struct walker *w = data;

    do
        w->steps++;
    while (coroutine_yield(w->self) == 0);
    return w->steps;
}

static void walk_all(struct walker *walkers, int count, int value)
{
    for (int i = 0; i < count; i++)
        coroutine_resume(walkers[i].self, value);
}

/* Each is run, paused and run again, and all of them are there at once. */
static void a_hundred_thousand_can_exist(void **state)
{
    struct walker *walkers = calloc(MANY, sizeof *walkers);
    struct stack_pool pool;
    long before = mappings();
    uint64_t empty = resident(), full;
    int error = 0;

    (void)state;
    assert_non_null(walkers);
    assert_int_equal(stack_pool_init(&pool, any_switch(), 0), 0);
    for (int i = 0; i < MANY; i++) {
        walkers[i].self =
            coroutine_create(&pool, "walker", walk, &walkers[i], &error);
        assert_int_equal(error, 0);
    }
    walk_all(walkers, MANY, 0);
    walk_all(walkers, MANY, 0);
    full = resident();
    print_message("%d coroutines, %s: %ld mappings before, %ld with them; "
                  "%lu bytes resident each\n",
                  MANY, guard_name(pool.guard), before, mappings(),
                  (unsigned long)((full - empty) / MANY));
    /* A slab is a mapping at most: the kernel joins neighbours. */
    assert_in_range(mappings(), before, before + MANY / 50);
    walk_all(walkers, MANY, -ECANCELED);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(coroutine_result(walkers[i].self), 2);
        coroutine_destroy(walkers[i].self);
    }
    assert_int_equal(pool.idle, MANY);
    stack_pool_free(&pool);
    assert_in_range(mappings(), before - 2, before + 2);
    free(walkers);
}

static void a_hundred_thousand(void **state)
{
    const char *why = NULL;

    if (SHADOWED)
        why = "a sanitizer's shadow of so many stacks is too large";
    else if (guard_best() != GUARD_INSTALL)
        why = "this kernel has no MADV_GUARD_INSTALL";
    else if (!has_room_for(MANY))
        why = "there is not enough memory";
    if (why) {
        print_message("%s\n", why);
        skip();
    }
    a_hundred_thousand_can_exist(state);
}

/* Guards that split the mapping end at vm.max_map_count, with an error. */
static void mappings_are_a_wall(void **state)
{
    long most = guard_most(GUARD_MPROTECT);
    struct stack_pool pool;
    int error = 0;
    long count = 0;

    (void)state;
    if (most == 0 || most > MANY || !has_room_for((uint64_t)most)) {
        print_message("no limit of mappings within reach\n");
        skip();
    }
    assert_int_equal(stack_pool_init(&pool, any_switch(), 16 * 1024), 0);
    pool.guard = GUARD_MPROTECT;
    while (count <= most && stack_take(&pool, &error))
        count++;
    print_message("%ld stacks guarded by mprotect, of %ld\n", count, most);
    assert_int_equal(error, -ENOMEM);
    assert_in_range(count, most * 9 / 10, most);
    assert_int_equal(pool.mapped, count);
    stack_pool_free(&pool);
}

/* Of every stack the guard is found, and nothing else. */
static void guards_are_known(void **state)
{
    struct stack_pool pool;
    int error;

    (void)state;
    assert_int_equal(stack_pool_init(&pool, any_switch(), 0), 0);
    assert_null(stack_guarded_by(&pool, NULL));
    for (int i = 0; i < 200; i++) {
        char *stack = stack_take(&pool, &error);

        assert_non_null(stack);
        assert_ptr_equal(stack_guarded_by(&pool, stack - 1), stack);
        assert_ptr_equal(stack_guarded_by(&pool, stack - pool.page), stack);
        assert_null(stack_guarded_by(&pool, stack));
        assert_null(stack_guarded_by(&pool, stack + pool.size - 1));
    }
    assert_null(stack_guarded_by(&pool, &pool));
    stack_pool_free(&pool);
}

static void one_that_is_not_there_is_refused(void **state)
{
    struct stack_pool pool;

    (void)state;
    assert_int_equal(stack_pool_init(&pool, NULL, 0), -ENOSYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_thousand),
        cmocka_unit_test(mappings_are_a_wall),
        cmocka_unit_test(guards_are_known),
        cmocka_unit_test(one_that_is_not_there_is_refused),
    };

    return cmocka_run_group_tests_name("stack_pool", tests, NULL, NULL);
}
