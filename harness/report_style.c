#include "report_style.h"

#include <string.h>

enum { DASHES = 8 };

static const struct theme_info themes[THEME_COUNT] = {
    [THEME_LIGHT] = {"light", 0xffffff, 0x222222, 0x5f5f5f, 0xe2e2e2},
    [THEME_DARK] = {"dark", 0x161616, 0xe6e6e6, 0xaaaaaa, 0x3a3a3a},
    [THEME_PRINT] = {"print", 0xffffff, 0x000000, 0x444444, 0xd8d8d8},
};

/* Blue, orange, green, purple and grey can be told apart with any kind of
 * colour vision; brown and violet come after them. */
static const struct look {
    const char *family;
    unsigned color[THEME_COUNT];
    int mark; /* in print; for each there is a hollow one */
} looks[] = {
    {"readiness", {0x0072b2, 0x56b4e9, 0x000000}, 7},
    {"blocking", {0xb84a00, 0xf0913a, 0x5a5a5a}, 5},
    {"library", {0x00735a, 0x2fc79c, 0x303030}, 9},
    {"coroutine", {0xa0437a, 0xe58cc0, 0x6a6a6a}, 13},
    {"control", {0x555555, 0xb0b0b0, 0x6a6a6a}, 3},
    {"completion", {0x5b3fa0, 0xb39df5, 0x1c1c1c}, 11},
    {"event loop", {0x6b5300, 0xd6b83c, 0x444444}, 15},
};

/* A family that came after this program. */
static const struct look other = {"", {0x333333, 0xcccccc, 0x333333}, 1};

static const struct look *look_of(const char *family)
{
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (strcmp(looks[i].family, family) == 0)
            return &looks[i];
    }
    return &other;
}

const struct theme_info *report_theme(enum theme theme)
{
    return &themes[theme];
}

struct style report_style(enum theme theme, const struct report_manifest *m,
                          const struct manifest_backend *b)
{
    static const int marks[] = {7, 5, 9, 13, 11, 15};
    const struct look *look = look_of(b->family);
    size_t member = 0;

    for (size_t i = 0; i < m->backend_count && &m->backends[i] != b; i++)
        member += strcmp(m->backends[i].family, b->family) == 0;
    return (struct style){look->color[theme],
                          theme == THEME_PRINT
                              ? look->mark
                              : marks[member % (sizeof marks / sizeof *marks)],
                          1 + (int)(member % DASHES)};
}
