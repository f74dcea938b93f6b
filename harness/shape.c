#include "shape.h"

#include <stddef.h>
#include <string.h>

enum { NONE = -1 };

static const struct shape shapes[] = {
#include "shape_table.h"
};

const struct shape *shape_find(const char *name)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (strcmp(shapes[i].name, name) == 0)
            return &shapes[i];
    return NULL;
}
