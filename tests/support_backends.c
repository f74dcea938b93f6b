#include "tests/support_backends.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct generated {
    const struct backend_case *what;
    const struct backend *backend;
    char name[96];
};

static void run_generated(void **state)
{
    const struct generated *g = *state;
    const char *why = g->backend->unusable();

    if (why) {
        print_message("%s: %s\n", g->backend->name, why);
        skip();
    }
    g->what->run(g->backend, g->what->data);
}

/* The rows for one case; returns how many. */
static size_t generate(const struct backend_case *what, struct generated *to)
{
    size_t backends, n = 0;
    const struct backend *const *all = backend_all(&backends);

    for (size_t i = 0; i < backends; i++) {
        struct generated *g = &to[n];

        if (all[i]->family == FAMILY_CONTROL && !what->null)
            continue;
        g->what = what;
        g->backend = all[i];
        snprintf(g->name, sizeof g->name, "%s, %s", what->name, all[i]->name);
        n++;
    }
    return n;
}

int backends_test(const char *group, const struct backend_case *cases,
                  size_t count, int (*setup)(void **), int (*teardown)(void **))
{
    size_t backends, n = 0;
    struct generated *all;
    struct CMUnitTest *tests;
    int failed = -1;

    backend_all(&backends);
    all = calloc(count * backends, sizeof *all);
    tests = calloc(count * backends, sizeof *tests);
    for (size_t i = 0; all && tests && i < count; i++)
        n += generate(&cases[i], &all[n]);
    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){.name = all[i].name,
                                       .test_func = run_generated,
                                       .initial_state = &all[i]};
    /* What cmocka_run_group_tests stands for, with a number of its own. */
    if (n > 0)
        failed = _cmocka_run_group_tests(group, tests, n, setup, teardown);
    free(all);
    free(tests);
    return failed;
}

void backends_aim(struct target *target, const char *host, unsigned port,
                  const char *path, uint64_t body)
{
    bool six = strchr(host, ':') != NULL;
    char url[256], why[256];

    snprintf(url, sizeof url, "http://%s%s%s:%u%s", six ? "[" : "", host,
             six ? "]" : "", port, path);
    if (target_init(target, url, true, why, sizeof why) < 0)
        fail_msg("%s", why);
    if (body != ANY_BODY)
        target_expect_pattern(target, body);
}
