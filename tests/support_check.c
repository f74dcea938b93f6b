#include "tests/support_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "backends/sanitizer.h"
#include "harness/backend.h"
#include "harness/check_run.h"

struct generated {
    const struct check_result *result;
    char name[96];
};

static void tell(void **state)
{
    const struct generated *g = *state;
    const struct check_result *result = g->result;

    if (result->state == CHECK_NOT_RUN) {
        print_message("%s\n", result->text);
        skip();
    }
    if (result->state != CHECK_OK)
        fail_msg("%s", result->text);
    if (*result->text)
        print_message("%s\n", result->text);
}

#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
#define WITH_HEAVY false
#else
#define WITH_HEAVY true
#endif

static bool is_told(const struct backend *backend,
                    const struct check_case *what)
{
    return backend->family != FAMILY_CONTROL || what->traits & CHECK_CONTROL;
}

static size_t generate(const struct check_results *results,
                       struct generated *all, struct CMUnitTest *tests)
{
    const struct check_order *order = results->order;
    size_t n = 0;

    for (size_t what = 0; what < order->case_count; what++)
        for (size_t row = 0; row < order->backend_count; row++) {
            struct generated *g = &all[n];

            if (!is_told(order->backends[row], order->cases[what]))
                continue;
            g->result = check_result_of(results, row, what);
            snprintf(g->name, sizeof g->name, "%s, %s",
                     order->cases[what]->name, order->backends[row]->name);
            tests[n++] = (struct CMUnitTest){
                .name = g->name, .test_func = tell, .initial_state = g};
        }
    return n;
}

static size_t choose(const struct check_case **cases, size_t count,
                     unsigned groups)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (groups & 1u << cases[i]->group &&
            (WITH_HEAVY || !(cases[i]->traits & CHECK_HEAVY)))
            cases[kept++] = cases[i];
    return kept;
}

static int tell_all(const char *name, const struct check_results *results)
{
    size_t most = results->order->case_count * results->order->backend_count;
    struct generated *all = calloc(most, sizeof *all);
    struct CMUnitTest *tests = calloc(most, sizeof *tests);
    int failed = 1;

    /* What cmocka_run_group_tests stands for, with a number of its own. */
    if (all && tests)
        failed = _cmocka_run_group_tests(
            name, tests, generate(results, all, tests), NULL, NULL);
    free(all);
    free(tests);
    return failed;
}

int check_test(const char *name, unsigned groups)
{
    static const volatile sig_atomic_t never = 0;
    struct check_order order = {.patience_s = CHECK_PATIENCE, .stop = &never};
    const struct check_case **cases = check_all(&order.case_count);
    struct check_results results;
    int failed = 1;

    if (!cases)
        return failed;
    order.backends = backend_all(&order.backend_count);
    order.cases = cases;
    order.case_count = choose(cases, order.case_count, groups);
    if (check_run(&results, &order) == 0)
        failed = tell_all(name, &results);
    check_results_free(&results);
    free(cases);
    return failed;
}

static struct ours ours;
static struct check_result verdict;
static struct check begun;

int check_setup(void **unused)
{
    (void)unused;
    return ours_start(&ours, "127.0.0.1", OURS_CONNECTIONS);
}

int check_teardown(void **unused)
{
    (void)unused;
    ours_end(&ours);
    return 0;
}

const struct ours *check_server(void)
{
    return &ours;
}

struct check *check_begin(const struct backend *backend)
{
    verdict = (struct check_result){.state = CHECK_RUNS};
    begun = (struct check){.backend = backend,
                           .server = &ours,
                           .patience_s = CHECK_PATIENCE,
                           .result = &verdict};
    return &begun;
}

void check_assert(const struct check *c)
{
    if (c->result->state == CHECK_FAILED)
        fail_msg("%s", c->result->text);
    if (c->result->state == CHECK_NOT_RUN) {
        print_message("%s\n", c->result->text);
        skip();
    }
}
