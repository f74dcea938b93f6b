#include "report_selftest.h"

#include <stdlib.h>

#include <jansson.h>

#include "report_file.h"

/* A member of the file; what is missing makes it one that is not read. */
static double number(const json_t *object, const char *name, bool *sound)
{
    const json_t *value = json_object_get(object, name);

    *sound &= json_is_number(value);
    return json_number_value(value);
}

static const char *word(const json_t *object, const char *name, bool *sound)
{
    const char *text = json_string_value(json_object_get(object, name));

    *sound &= text != NULL;
    return text ? text : "";
}

/* False: the file is not what it should be. */
static bool tell(const json_t *root, struct lines *out)
{
    bool sound = true;
    json_t *rate;
    size_t i;

    lines_add(out,
              "False differences, by muxbench selftest aa: %s under %.0f "
              "names, %.0f families of %.0f blocks each; a family has one when "
              "any pair is called better or worse. At most 5 %% should. In "
              "brackets: 95 %%, Clopper-Pearson.",
              word(root, "backend", &sound), number(root, "rows", &sound),
              number(root, "families", &sound),
              number(root, "blocks_a_family", &sound));
    json_array_foreach(json_object_get(root, "rates"), i, rate)
    {
        double low = number(rate, "low", &sound);

        lines_add(out, "%s: %.0f of %.0f, %.1f %% (%.1f to %.1f)%s",
                  word(rate, "title", &sound),
                  number(rate, "different", &sound),
                  number(root, "families", &sound),
                  100 * number(rate, "rate", &sound), 100 * low,
                  100 * number(rate, "high", &sound),
                  low > 0.05 ? ": more than 5 %" : "");
    }
    return sound && i > 0;
}

void report_selftest_lines(const char *dir, struct lines *out)
{
    char *text = report_file_read(dir, "selftest-aa.json");
    json_t *root = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    struct lines lines = {NULL, 0, false};

    if (text && !tell(root, &lines))
        lines_add(out, "selftest-aa.json is there, but it is not what muxbench "
                       "selftest aa writes.");
    else
        for (size_t i = 0; i < lines.count; i++)
            lines_add(out, "%s", lines.text[i]);
    out->failed |= lines.failed;
    lines_free(&lines);
    json_decref(root);
    free(text);
}
