#include "ordered.h"

#include <errno.h>

enum ordered ordered_of(int error)
{
    if (error == ETIMEDOUT)
        return ORDERED_STALL;
    return error == ECONNRESET || error == EPROTO ? ORDERED_CUT : ORDERED_WRONG;
}

const char *ordered_name(enum ordered kind)
{
    switch (kind) {
    case ORDERED_STALL:
        return "stalled";
    case ORDERED_CUT:
        return "cut off";
    case ORDERED_WRONG:
    case ORDERED_KINDS:
        break;
    }
    return "wrong";
}
