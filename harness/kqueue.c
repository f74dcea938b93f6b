#include "kqueue.h"

#include <stddef.h>

#if KQUEUE_IS_EMULATED && defined(NOTE_VERSION_STR)

/* The library answers as a filter of its own. The text is the library's. */
const char *kqueue_emulator(int queue)
{
    struct kevent ask, answer;

    EV_SET(&ask, 0, EVFILT_LIBKQUEUE, EV_ADD, NOTE_VERSION_STR, 0, NULL);
    if (kevent(queue, &ask, 1, &answer, 1, NULL) == 1 && answer.udata)
        return answer.udata;
    return "of a version that it does not tell";
}

#else

const char *kqueue_emulator(int queue)
{
    (void)queue;
    return KQUEUE_IS_EMULATED ? "of a version before 2.6" : NULL;
}

#endif
