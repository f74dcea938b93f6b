#include "report_style.h"

#include <string.h>

/* Blue, orange, green, purple and grey can be told apart with any kind of
 * colour vision; brown and violet come after them. */
static unsigned color_of(const char *family)
{
    static const struct {
        const char *family;
        unsigned color;
    } colors[] = {
        {"readiness", 0x0072b2},  {"blocking", 0xb84a00},
        {"library", 0x00735a},    {"coroutine", 0xa0437a},
        {"control", 0x555555},    {"completion", 0x5b3fa0},
        {"event loop", 0x6b5300},
    };

    for (size_t i = 0; i < sizeof colors / sizeof *colors; i++) {
        if (strcmp(colors[i].family, family) == 0)
            return colors[i].color;
    }
    return 0x333333; /* a family that came after this program */
}

struct style report_style(const struct report_manifest *m,
                          const struct manifest_backend *b)
{
    static const int marks[] = {7, 5, 9, 13, 11};
    size_t member = 0;

    for (size_t i = 0; i < m->backend_count && &m->backends[i] != b; i++)
        member += strcmp(m->backends[i].family, b->family) == 0;
    return (struct style){color_of(b->family),
                          marks[member % (sizeof marks / sizeof *marks)],
                          1 + (int)(member % 5)};
}
