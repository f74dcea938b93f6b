/* What the sanitizers are told, in every test. */
#include "backends/sanitizer.h"

#if defined(SANITIZER_THREAD)

/* libuv closes descriptors by system calls that TSan does not see, which then
 * takes another thread's new descriptor of that number for the old one.
 * libevent takes a descriptor out of its set after the close, when the number
 * may be another thread's already: the kernel finds nothing to take out. */
const char *__tsan_default_suppressions(void);

const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libuv.so\n"
           "called_from_lib:libevent_core\n";
}

#else

/* ISO C wants something in every file. */
typedef int nothing_to_tell;

#endif
