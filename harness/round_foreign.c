/*
 * The client of a window in a process of another build, by the protocol of
 * client.h. What it prints goes to a file without a name: a pipe would fill
 * up, and a client that waits for its reader is measured waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "clock.h"
#include "round.h"

/* It starts, and has a client of its own to wait for and to count. */
#define GRACE (20 * CLOCK_S)

struct foreign {
    struct round *round;
    char *order;
    FILE *answer, *complaint;
    struct child child;
};

/* In the child. */
static int exec_client(void *data)
{
    struct foreign *f = data;
    int null = open("/dev/null", O_RDONLY);

    if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(fileno(f->answer), STDOUT_FILENO) < 0 ||
        dup2(fileno(f->complaint), STDERR_FILENO) < 0)
        return 127;
    execl(f->round->setting->program, "muxbench", "client", f->order,
          (char *)NULL);
    return 127;
}

/* What it said last, without its end. */
static void read_complaint(struct foreign *f, char *text, int size)
{
    rewind(f->complaint);
    if (!fgets(text, size, f->complaint))
        *text = '\0';
    text[strcspn(text, "\n")] = '\0';
}

static void explain_end(struct foreign *f, int status)
{
    char how[96], what[128];

    child_describe(status, how, sizeof how);
    read_complaint(f, what, sizeof what);
    round_fail(f->round, "the client %s%s%s", how, *what ? ": " : "", what);
}

/* 0, or -errno when there is no answer. */
static int run_client(struct foreign *f)
{
    struct round *r = f->round;
    const struct plan_point *p = r->plan->point;
    uint64_t limit = p->warmup_ns + p->window_ns + p->guard_ns +
                     p->scenario->timeout + p->scenario->think + GRACE;
    struct child_order order = {exec_client, f, &r->setting->placement.client,
                                limit + GRACE};
    int status = 0, result = child_start(&f->child, &order);

    if (result < 0) {
        round_fail(r, "the client does not start: %s", strerror(-result));
        return result;
    }
    result =
        child_wait(&f->child, clock_now() + limit, r->setting->stop, &status);
    child_kill(&f->child);
    r->interrupted = result == -EINTR;
    if (result == -ETIMEDOUT) {
        round_fail(r, "the client did not end within %.1f s and was killed",
                   (double)limit / 1e9);
    } else if (result == 0 && status != 0) {
        explain_end(f, status);
        result = -ECHILD;
    }
    return result;
}

static char *read_line(FILE *file)
{
    char *line;
    long size;

    if (fseek(file, 0, SEEK_END) < 0 || (size = ftell(file)) < 0)
        return NULL;
    rewind(file);
    line = calloc(1, (size_t)size + 1);
    if (line && fread(line, 1, (size_t)size, file) != (size_t)size)
        *line = '\0';
    return line;
}

static bool is_of(const struct record *its, const struct record *asked)
{
    return its->round == asked->round && its->block == asked->block &&
           its->connections == asked->connections &&
           strcmp(its->scenario, asked->scenario) == 0 &&
           strcmp(its->point, asked->point) == 0 &&
           strcmp(its->backend, asked->backend) == 0;
}

/* The record that came back takes the place of the one that was sent. */
static void read_answer(struct foreign *f)
{
    struct record *record = f->round->record, its;
    char *line = read_line(f->answer), error[160] = "out of memory";

    if (!line || record_from_line(&its, line, error, sizeof error) < 0) {
        round_fail(f->round, "the client's record cannot be read: %s", error);
    } else if (!is_of(&its, record)) {
        round_fail(f->round, "the client's record is of another round");
        record_free(&its);
    } else {
        /* Measured here; a build from before there was a probe drops it. */
        its.probe_ns = record->probe_ns;
        record_free(record);
        *record = its;
    }
    free(line);
}

void round_foreign(struct round *r)
{
    struct foreign f = {
        .round = r, .answer = tmpfile(), .complaint = tmpfile()};
    json_t *order = client_order(r);

    f.order = order ? json_dumps(order, JSON_COMPACT) : NULL;
    json_decref(order);
    if (!f.order || !f.answer || !f.complaint)
        round_fail(r, "no memory or no temporary file for the client");
    else if (run_client(&f) == 0)
        read_answer(&f);
    free(f.order);
    if (f.answer)
        fclose(f.answer);
    if (f.complaint)
        fclose(f.complaint);
}
