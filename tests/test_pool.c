/* pool: what a fixed number of workers has to do with more connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/check_outcome.h"
#include "harness/target.h"
#include "harness/waiting.h"
#include "tests/support_check.h"

enum { WORKERS = WAITING_POOL, CONNECTIONS = WORKERS + 9 };

static struct outcome *fetch(const char *path, uint64_t requests,
                             uint64_t think_ns)
{
    struct check *c = check_begin(backend_find("pool"));
    struct target target;
    struct outcome *o;
    struct trial t;

    check_aim(c, &target, c->server->host, c->server->port, path, 128);
    check_assert(c);
    t = trial_of(c, &target, CONNECTIONS, requests);
    t.job.think_ns = think_ns;
    o = outcome_of(&t);
    check_assert(c);
    target_free(&target);
    outcome_expect_alike(o, requests, 0, 200);
    outcome_expect_same(o, "opened", o->job.totals.opened, CONNECTIONS);
    check_assert(c);
    return o;
}

/* A connection that pauses keeps no worker: all others have had their first
 * request before it has its second. On a busy machine a longer pause shows
 * that. */
static void a_pause_keeps_no_worker(void **unused)
{
    bool free = false;

    (void)unused;
    for (uint64_t ms = 40; ms <= 4000 && !free; ms *= 10) {
        struct outcome *o = fetch("/bytes/128", 2 * CONNECTIONS, ms * CLOCK_MS);
        uint64_t first_ended = 0, second_began = UINT64_MAX;

        for (size_t i = 0; i < o->sample_count; i++) {
            const struct sample *s = &o->samples[i];

            if (i < CONNECTIONS && s->done > first_ended)
                first_ended = s->done;
            if (i >= CONNECTIONS && s->start < second_began)
                second_began = s->start;
        }
        free = first_ended < second_began;
        outcome_free(o);
    }
    assert_true(free);
}

/* All connections have their turn, and only so many at once. */
static void a_connection_waits_for_its_turn(void **unused)
{
    struct outcome *o = fetch("/delay/5", 3 * CONNECTIONS, 0);

    (void)unused;
    for (size_t i = 0; i < o->sample_count; i++) {
        uint64_t at = o->samples[i].start, under_way = 0;

        for (size_t k = 0; k < o->sample_count; k++)
            under_way += o->samples[k].start <= at && at < o->samples[k].done;
        outcome_expect(o, "under way", under_way, 1, WORKERS);
    }
    check_assert(o->trial.check);
    outcome_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_keeps_no_worker),
        cmocka_unit_test(a_connection_waits_for_its_turn),
    };

    return cmocka_run_group_tests_name("pool", tests, check_setup,
                                       check_teardown);
}
