#include "conn.h"

#include <errno.h>
#include <string.h>

const char *conn_error(int error)
{
    switch (error) {
    case EBADMSG:
        return "the answer is not valid HTTP";
    case EMSGSIZE:
        return "the answer's head is too long";
    case EPROTO:
        return "the connection ended before the answer was whole";
    case EILSEQ:
        return "the answer is not the one that was asked for";
    case ENOMSG:
        return "the answer's status is not 2xx";
    case ETIMEDOUT:
        return "timed out";
    default:
        return strerror(error);
    }
}
