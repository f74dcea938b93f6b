/* What the sanitizers are told, in every test. */
#include "backends/sanitizer.h"

#if defined(SANITIZER_THREAD)

/* libuv closes descriptors by system calls that TSan does not see, and so
 * takes another thread's new descriptor of that number for the old one. */
const char *__tsan_default_suppressions(void);

const char *__tsan_default_suppressions(void)
{
    return "called_from_lib:libuv.so\n";
}

#else

/* ISO C wants something in every file. */
typedef int nothing_to_tell;

#endif
