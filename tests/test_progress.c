/* progress: the line at every width, and lines for a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/plan.h"
#include "harness/progress.h"

static const struct scenario scenario = {
    .name = "keepalive",
    .mode = SCENARIO_CLOSED,
    .warmup = CLOCK_S,
    .window = CLOCK_S,
};

static struct plan_point point = {
    .scenario = &scenario,
    .name = "conns=512",
    .connections = 512,
    .warmup_ns = 500 * CLOCK_MS,
    .window_ns = 470 * CLOCK_MS,
};

static const struct backend row = {.name = "coroutines",
                                   .family = FAMILY_COROUTINE};

static struct plan_round rounds[] = {
    {.block = 1, .order = 1, .point = &point, .backend = &row},
    {.block = 1, .order = 2, .point = &point, .backend = &row, .twin = true},
    {.block = 2, .order = 1, .point = &point, .backend = &row},
};

static const struct progress_state state = {
    .what = "keepalive conns=512 coroutines (twin)",
    .number = 37,
    .of = 172,
    .elapsed_ns = 41 * CLOCK_S,
    .left_ns = 98 * CLOCK_S,
    .share = 0.25,
};

static void line_fits_80_columns(void **unused)
{
    char line[512];

    (void)unused;
    progress_line(&state, 79, line, sizeof line);
    assert_string_equal(line, "37/172  0:41, 1:38 left  ###.........  "
                              "keepalive conns=512 coroutines (twin)");
    progress_line(&state, 60, line, sizeof line);
    assert_string_equal(
        line, "37/172  0:41, 1:38 left  keepalive conns=512 coroutines (twi");
    progress_line(&state, 30, line, sizeof line);
    assert_string_equal(line, "37/172  keepalive conns=512 co");
    progress_line(&state, 4, line, sizeof line);
    assert_string_equal(line, "37/1");
}

/* Columns that are seen: an escape sequence takes none. */
static int columns(const char *line)
{
    int n = 0;

    for (; *line; line++) {
        if (*line == '\033')
            line += strcspn(line, "m");
        else
            n++;
    }
    return n;
}

static void line_is_never_too_wide(void **unused)
{
    struct progress_state s = state;
    char line[512];

    (void)unused;
    for (int colour = 0; colour < 2; colour++)
        for (int width = 0; width < 300; width++)
            for (int share = 0; share <= 10; share++) {
                s.colour = colour;
                s.share = share / 10.0;
                progress_line(&s, width, line, sizeof line);
                assert_true(columns(line) <= width);
                if (!colour)
                    assert_null(strchr(line, '\033'));
            }
}

static void colour_is_taken_back(void **unused)
{
    struct progress_state s = state;
    char line[512];

    (void)unused;
    s.colour = true;
    for (int share = 0; share <= 10; share++) {
        const char *on, *off;

        s.share = share / 10.0;
        progress_line(&s, 100, line, sizeof line);
        on = strstr(line, "\033[36m");
        off = strstr(line, "\033[0m");
        assert_non_null(on);
        assert_non_null(off);
        assert_true(on < off);
    }
}

static void times_are_short(void **unused)
{
    char text[PROGRESS_TIME_MAX];

    (void)unused;
    progress_time(0, text);
    assert_string_equal(text, "0:00");
    progress_time(7400 * CLOCK_MS, text);
    assert_string_equal(text, "0:07");
    progress_time(754 * CLOCK_S, text);
    assert_string_equal(text, "12:34");
    progress_time(3723 * CLOCK_S, text);
    assert_string_equal(text, "1:02:03");
}

static uint64_t stopped_clock(void)
{
    return 6 * CLOCK_S;
}

static void file_gets_a_line_a_block(void **unused)
{
    struct plan plan = {.rounds = rounds, .round_count = 3};
    struct progress progress;
    char text[1024] = "";
    FILE *file = tmpfile();

    (void)unused;
    assert_non_null(file);
    progress_begin(&progress, file, &plan);
    assert_false(progress.live);
    progress.now = stopped_clock;
    progress.started = 0;
    for (size_t i = 0; i < 3; i++) {
        progress_start(&progress, i);
        progress_end(&progress, i, i == 1 ? "it was wrong" : NULL);
    }
    progress_finish(&progress);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(
        text,
        "round 2 failed (keepalive conns=512 coroutines (twin), block 1): it "
        "was wrong\n"
        "2/3  0:06, 0:01 left  block 1, keepalive conns=512: 2 rounds, 1 "
        "failed\n"
        "3/3  0:06, 0:00 left  block 2, keepalive conns=512: 1 rounds, 0 "
        "failed\n");
}

/* Rounds of another plan are counted in, and told from the blocks. */
static void rounds_besides_the_blocks_are_counted(void **unused)
{
    struct plan_round beside[] = {
        {.block = 1, .order = 1, .kind = PLAN_CAPACITY},
        {.block = 1, .order = 1, .kind = PLAN_INSTRUMENTED},
    };
    struct plan_point copy = point;
    struct plan plan = {.rounds = rounds, .round_count = 3},
                also = {.rounds = beside, .round_count = 2};
    struct progress progress;
    char text[1024] = "";
    FILE *file = tmpfile();

    (void)unused;
    assert_non_null(file);
    beside[0].point = &copy;
    beside[1].point = &point;
    beside[0].backend = beside[1].backend = &row;
    progress_begin(&progress, file, &plan);
    progress_also(&progress, &also);
    assert_int_equal(progress.expected_left, 5 * 970 * CLOCK_MS);
    progress.now = stopped_clock;
    progress.started = 0;
    progress_turn(&progress, &also);
    progress_end(&progress, 0, "it was wrong");
    progress_drop(&progress, 1);
    progress_turn(&progress, &plan);
    progress_end(&progress, 0, NULL);
    progress_end(&progress, 1, NULL);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(
        text,
        "round 1 failed (keepalive conns=512 coroutines, capacity): it was "
        "wrong\n"
        "1/5  0:06, 0:04 left  capacity, keepalive conns=512: 1 rounds, 1 "
        "failed\n"
        "3/4  0:06, 0:01 left  block 1, keepalive conns=512: 2 rounds, 0 "
        "failed\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_fits_80_columns),
        cmocka_unit_test(line_is_never_too_wide),
        cmocka_unit_test(colour_is_taken_back),
        cmocka_unit_test(times_are_short),
        cmocka_unit_test(file_gets_a_line_a_block),
        cmocka_unit_test(rounds_besides_the_blocks_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
