#include <string.h>

#include "backend.h"

/* One a line, so that a new row is a new line. */
/* clang-format off */
extern const struct backend
    backend_null,
    backend_sequential,
    backend_threads,
    backend_pool,
    backend_processes,
    backend_spin,
    backend_select,
    backend_poll,
    backend_epoll,
    backend_epoll_et,
    backend_kqueue,
    backend_callbacks,
    backend_generators,
    backend_coroutines,
    backend_coroutines_ucontext,
    backend_coroutines_uring,
    backend_libev,
    backend_libuv,
    backend_libevent,
    backend_libevent_raw,
    backend_io_uring,
    backend_io_uring_multishot,
    backend_io_uring_sqpoll;

/* In the order in which the guide tells them. */
static const struct backend *const all[] = {
    &backend_null,
    &backend_sequential,
    &backend_threads,
    &backend_pool,
    &backend_processes,
    &backend_spin,
    &backend_select,
    &backend_poll,
    &backend_epoll,
    &backend_epoll_et,
    &backend_kqueue,
    &backend_callbacks,
    &backend_generators,
    &backend_coroutines,
    &backend_coroutines_ucontext,
    &backend_coroutines_uring,
    &backend_libev,
    &backend_libuv,
    &backend_libevent,
    &backend_libevent_raw,
    &backend_io_uring,
    &backend_io_uring_multishot,
    &backend_io_uring_sqpoll,
};
/* clang-format on */

const struct backend *const *backend_all(size_t *count)
{
    *count = sizeof all / sizeof *all;
    return all;
}

const struct backend *backend_find(const char *name)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

const struct backend *backend_reference(void)
{
    static const char *const names[] = {"epoll", "kqueue", "poll"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct backend *b = backend_find(names[i]);

        if (b && !b->emulated && !b->unusable())
            return b;
    }
    return NULL;
}

const char *family_name(enum family family)
{
    switch (family) {
    case FAMILY_CONTROL:
        return "control";
    case FAMILY_BLOCKING:
        return "blocking";
    case FAMILY_READINESS:
        return "readiness";
    case FAMILY_LOOP:
        return "event loop";
    case FAMILY_COROUTINE:
        return "coroutine";
    case FAMILY_LIBRARY:
        return "library";
    case FAMILY_COMPLETION:
        return "completion";
    case FAMILY_COUNT:
        break;
    }
    return "?";
}
