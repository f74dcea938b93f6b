/* share: its part of the connections, limits, tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/share.h"

static struct job new_job(void)
{
    struct job job;

    job_init(&job);
    job.edge_at[0] = job.edge_at[1] = CLOCK_NEVER;
    atomic_store(&job.next_edge, CLOCK_NEVER);
    return job;
}

static void connections_are_dealt_evenly(void **unused)
{
    static const int of[] = {1, 2, 3, 7, 8, 9};

    (void)unused;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        for (int connections = 0; connections < 30; connections++) {
            struct job job = new_job();
            int sum = 0;

            job.connections = connections;
            for (int w = 0; w < of[i]; w++) {
                struct share share;

                share_begin(&share, &job, w, of[i]);
                assert_in_range(share.connections, connections / of[i],
                                (connections + of[i] - 1) / of[i]);
                sum += share.connections;
            }
            assert_int_equal(sum, connections);
        }
}

static void requests_are_limited(void **unused)
{
    struct job job = new_job();
    struct share shares[2];
    uint32_t number;

    (void)unused;
    job.requests = 5;
    share_begin(&shares[0], &job, 0, 2);
    share_begin(&shares[1], &job, 1, 2);
    for (uint32_t i = 0; i < 5; i++) {
        assert_true(share_take(&shares[i % 2], 15, &number));
        assert_int_equal(number, i);
    }
    for (int i = 0; i < 4; i++)
        assert_false(share_take(&shares[i % 2], 15, &number));
}

static void time_is_limited(void **unused)
{
    struct job job = new_job();
    struct share share;
    uint32_t number;

    (void)unused;
    share_begin(&share, &job, 0, 1);
    assert_true(share_take(&share, UINT64_MAX - 1, &number));
    job.edge_at[1] = 100;
    job.guard_ns = 20;
    assert_true(share_take(&share, 119, &number));
    assert_false(share_take(&share, 120, &number));
    job.guard_ns = CLOCK_NEVER;
    assert_true(share_take(&share, UINT64_MAX - 1, &number));
}

static int compare_tokens(const void *a, const void *b)
{
    return memcmp(a, b, ANSWER_TOKEN_LENGTH);
}

static void tokens_are_unique(void **unused)
{
    enum { WORKERS = 5, EACH = 40000, ALL = WORKERS * EACH };
    char(*tokens)[ANSWER_TOKEN_LENGTH] = malloc(ALL * sizeof *tokens);
    struct job job = new_job();

    (void)unused;
    assert_non_null(tokens);
    job.seed = UINT64_C(0xfffffffffffff000); /* it wraps */
    for (int w = 0; w < WORKERS; w++) {
        struct share share;

        share_begin(&share, &job, w, WORKERS);
        for (int i = 0; i < EACH; i++)
            share_token(&share, tokens[w * EACH + i]);
    }
    qsort(tokens, ALL, sizeof *tokens, compare_tokens);
    for (int i = 1; i < ALL; i++)
        assert_memory_not_equal(tokens[i - 1], tokens[i], sizeof *tokens);
    free(tokens);
}

static void tokens_depend_on_the_seed(void **unused)
{
    char a[ANSWER_TOKEN_LENGTH], b[ANSWER_TOKEN_LENGTH];
    struct job job = new_job();
    struct share one, same, other;

    (void)unused;
    job.seed = 1;
    share_begin(&one, &job, 0, 1);
    share_begin(&same, &job, 0, 1);
    job.seed = 1 << 20;
    share_begin(&other, &job, 0, 1);
    for (int i = 0; i < 3; i++) {
        share_token(&one, a);
        share_token(&same, b);
        assert_memory_equal(a, b, sizeof a);
        share_token(&other, b);
        assert_memory_not_equal(a, b, sizeof a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_are_dealt_evenly),
        cmocka_unit_test(requests_are_limited),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(tokens_are_unique),
        cmocka_unit_test(tokens_depend_on_the_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
