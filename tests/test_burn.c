/* burn: CPU time is used, and by the answers that were told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/burn.h"
#include "tests/support_conn.h"

static const char *const one_url[] = {"http://127.0.0.1:1/a"};

static void as_much_is_used_as_asked(void **unused)
{
    uint64_t before = burn_used();

    (void)unused;
    burn(CLOCK_MS);
    assert_true(burn_used() - before >= CLOCK_MS);
    burn(0);
}

/* A clock that passes by what this thread works. */
static uint64_t working_now(void)
{
    return 1000 * CLOCK_S + burn_used();
}

/* Every third; its own time is over by then, and the next request begins
 * after it. */
static void an_answer_costs_the_client(void **unused)
{
    static struct rig rig;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    rig.job.now = working_now;
    rig.job.hog_ns = 2 * CLOCK_MS;
    rig.job.hog_every = 3;
    rig_begin(&rig);
    rig_open(&rig);
    for (uint64_t i = 0; i < 6; i++)
        rig_answer(&rig, RIG_ANSWER);
    for (uint64_t i = 1; i < 6; i++) {
        uint64_t between =
            rig_sample(&rig, i)->start - rig_sample(&rig, i - 1)->done;

        if (i == 3)
            assert_true(between >= rig.job.hog_ns);
        assert_int_equal(rig_sample(&rig, i)->due, rig_sample(&rig, i)->start);
    }
    rig_free(&rig);
}

/* What failed has nothing to work on. */
static void a_failure_costs_nothing(void **unused)
{
    static struct rig rig;

    (void)unused;
    rig_init(&rig, false, one_url, 1);
    rig.job.hog_ns = CLOCK_S * 1000;
    rig.job.hog_every = 1;
    rig_begin(&rig);
    conn_opened(&rig.conn, -1);
    assert_int_equal(rig.share.totals.failed, 1);
    rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_much_is_used_as_asked),
        cmocka_unit_test(an_answer_costs_the_client),
        cmocka_unit_test(a_failure_costs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
