/*
 * Admission: a row that does not do the same work as the others is not
 * measured. In the quick profile the heavy cases are left out, which the
 * record says.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "check_json.h"
#include "check_progress.h"
#include "check_run.h"
#include "run.h"

/* Those to be run come first, in their order; how many. */
static size_t choose_cases(const struct check_case **cases, size_t count,
                           bool quick)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!quick || !(cases[i]->traits & CHECK_HEAVY)) {
            const struct check_case *first = cases[kept];

            cases[kept++] = cases[i];
            cases[i] = first;
        }
    return kept;
}

/* What the choice has left behind the chosen ones. */
static json_t *names_of(const struct check_case *const *cases, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(cases[i]->name));
    return list;
}

static struct run_row *row_of(struct run *run, const struct backend *backend)
{
    struct run_row *row = run->rows;

    while (row->backend != backend)
        row++;
    return row;
}

/* Take out the rows that failed; how many. */
static size_t leave_out(struct run *run, const struct check_results *results)
{
    json_t *list = json_array();
    size_t count = 0;

    for (size_t i = 0; i < results->order->backend_count; i++) {
        struct run_row *row = row_of(run, results->order->backends[i]);
        const struct check_case *what;
        const struct check_result *failed =
            check_first_failure(results, i, &what);

        if (!failed)
            continue;
        count++;
        row->selected = false;
        snprintf(row->left_out, sizeof row->left_out, "failed `%s`: %s",
                 what->name, failed->text);
        json_array_append_new(list, json_pack("{s:s, s:s}", "backend",
                                              row->backend->name, "reason",
                                              row->left_out));
    }
    json_object_set_new(run->check, "left_out", list);
    return count;
}

static bool measures_something(const struct run *run)
{
    for (size_t i = 0; i < run->row_count; i++)
        if (run->rows[i].selected &&
            run->rows[i].backend->family != FAMILY_CONTROL)
            return true;
    return false;
}

static int judge(struct run *run, const struct check_results *results,
                 char *error)
{
    size_t rows = run->plan_order.backend_count, failed;

    run->check = check_to_json(results);
    if (!run->check)
        return -ENOMEM;
    json_object_set_new(run->check, "run", json_true());
    json_object_set_new(run->check, "reason", json_null());
    failed = leave_out(run, results);
    snprintf(run->check_words, sizeof run->check_words,
             "%zu cases a row%s; %zu of %zu rows passed",
             results->order->case_count,
             run->plan_order.profile->quick ? ", without the heavy ones" : "",
             rows - failed, rows);
    if (failed == 0)
        return 0;
    if (measures_something(run))
        return run_plan_again(run, error);
    snprintf(error, RUN_ERROR_MAX,
             "no backend is left to be measured: %zu of %zu failed the check; "
             "`muxbench check` tells how",
             failed, rows);
    return -ECHILD;
}

static int run_check(struct run *run, const struct check_case **cases,
                     size_t count, char *error)
{
    struct check_progress progress;
    struct check_results results;
    struct check_order order = {
        .backends = run->backends,
        .backend_count = run->plan_order.backend_count,
        .cases = cases,
        .case_count =
            choose_cases(cases, count, run->plan_order.profile->quick),
        .patience_s = CHECK_PATIENCE,
        .stop = run->order->stop,
        .on_progress = check_progress_show,
        .data = &progress,
    };
    int result;

    check_progress_begin(&progress, stderr, order.backend_count);
    result = check_run(&results, &order);
    check_progress_end(&progress);
    if (result < 0)
        snprintf(error, RUN_ERROR_MAX, "the check of the backends: %s",
                 strerror(-result));
    else
        result = judge(run, &results, error);
    if (run->check)
        json_object_set_new(
            run->check, "without",
            names_of(cases + order.case_count, count - order.case_count));
    check_results_free(&results);
    return result;
}

int run_admit(struct run *run, char *error)
{
    const struct check_case **cases;
    size_t count;
    int result;

    if (run->order->no_check) {
        run->check =
            json_pack("{s:b, s:s}", "run", false, "reason", "--no-check");
        snprintf(run->check_words, sizeof run->check_words,
                 "none (--no-check)");
        return 0;
    }
    cases = check_all(&count);
    if (!cases) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        return -ENOMEM;
    }
    result = run_check(run, cases, count, error);
    free(cases);
    return result;
}
