#include "check_progress.h"

#include "clock.h"
#include "progress.h"

void check_progress_begin(struct check_progress *p, FILE *file, size_t rows)
{
    p->file = file;
    p->started = clock_now();
    snprintf(p->what, sizeof p->what, "checking %zu row%s", rows,
             rows == 1 ? "" : "s");
}

void check_progress_show(void *data, size_t done, size_t of)
{
    struct check_progress *p = data;
    struct progress_state state = {
        .what = p->what,
        .number = done,
        .of = of,
        .elapsed_ns = clock_now() - p->started,
        .share = of > 0 ? (double)done / (double)of : 1,
        .colour = progress_has_colour(p->file),
    };

    if (done > 0)
        state.left_ns = (uint64_t)((double)state.elapsed_ns *
                                   (double)(of - done) / (double)done);
    if (progress_is_live(p->file))
        progress_draw(p->file, &state);
}

void check_progress_end(struct check_progress *p)
{
    if (progress_is_live(p->file))
        progress_erase(p->file);
}
