#include "tests/support_report_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_file.h"
#include "harness/report_warnings.h"
#include "harness/report_words.h"

enum { BLOCKS = 12 };

double report_steady[6][REPORT_ROWS] = {
    {1000, 1010, 800, 9000}, {1100, 1095, 885, 9100}, {900, 905, 715, 9050},
    {1050, 1040, 845, 9010}, {980, 985, 790, 9020},   {1010, 1005, 805, 9030},
};

void report_run_read(struct report_run *run)
{
    char error[300] = "";
    char *manifest = report_file_path(run->dir, "manifest.json");
    char *rounds = report_file_path(run->dir, "rounds.jsonl");

    if (report_manifest_read(&run->manifest, manifest, error, sizeof error))
        fail_msg("%s", error);
    assert_int_equal(record_read(&run->rounds, rounds), 0);
    assert_int_equal(
        report_summarise(&run->summary, &run->manifest, &run->rounds, NULL), 0);
    assert_true(run->summary.point_count > 0);
    run->point = run->summary.points;
    assert_int_equal(run->point->cell_count, 4);
    run->null = &run->point->cells[0];
    run->epoll = &run->point->cells[1];
    run->twin = &run->point->cells[2];
    run->libev = &run->point->cells[3];
    free(manifest);
    free(rounds);
}

void report_run_open(struct report_run *run, double rates[][REPORT_ROWS],
                     size_t blocks)
{
    run->dir = report_dir_create();
    report_dir_fill(run->dir, rates, blocks);
    report_run_read(run);
}

void report_run_close(struct report_run *run)
{
    report_summary_free(&run->summary);
    record_list_free(&run->rounds);
    report_manifest_free(&run->manifest);
    report_dir_remove(run->dir);
}

/* The texts of a list in one, a line each; to be freed. */
static char *join(struct lines *lines)
{
    char *all = calloc(1, 65536);

    assert_non_null(all);
    assert_false(lines->failed);
    for (size_t i = 0; i < lines->count; i++)
        strcat(strcat(all, lines->text[i]), "\n");
    lines_free(lines);
    return all;
}

char *report_run_words(const struct report_run *run)
{
    struct lines lines = {NULL, 0, false};

    report_words_terms(&run->summary, &lines);
    report_words_scenario(&run->summary, &run->manifest.scenarios[0], &lines);
    return join(&lines);
}

char *report_run_warnings(const struct report_run *run)
{
    struct lines lines = {NULL, 0, false};

    report_warnings(&run->summary, &lines);
    return join(&lines);
}

void report_run_open_changed(struct report_run *run, const char *from,
                             const char *to)
{
    char *text, *at;

    run->dir = report_dir_create();
    report_dir_fill(run->dir, report_steady, 6);
    text = at = report_dir_read(run->dir, "rounds.jsonl");
    while ((at = strstr(at, from)) != NULL)
        memcpy(at, to, strlen(to));
    report_dir_write(run->dir, "rounds.jsonl", text);
    free(text);
    report_run_read(run);
}

void report_run_open_standard(struct report_run *run, double factor,
                              double scatter)
{
    static const double wobble[BLOCKS] = {.3, -.7, .5, -.2, .9, -.4,
                                          .1, -.9, .6, -.5, .8, -.6};
    double rates[BLOCKS][REPORT_ROWS];
    char *manifest = report_manifest_with("\"profile\":\"quick\"",
                                          "\"profile\":\"standard\"");

    for (size_t i = 0; i < BLOCKS; i++) {
        double rate = 100000 + 1000 * (double)(i % 5);

        rates[i][0] = rate;
        rates[i][1] = rate * (1 + .002 * wobble[(i + 5) % BLOCKS]);
        rates[i][2] = rate * factor * (1 + scatter * wobble[i]);
        rates[i][3] = 900000;
    }
    run->dir = report_dir_create();
    report_dir_fill(run->dir, rates, BLOCKS);
    report_dir_write(run->dir, "manifest.json", manifest);
    free(manifest);
    report_run_read(run);
}
