#include "lifeline.h"

#include <errno.h>

#if defined(__linux__)

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

int lifeline_bind(int parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return -errno;
    /* The parent may have ended before the call. */
    if (getppid() != parent)
        raise(SIGKILL);
    return 0;
}

#else

int lifeline_bind(int parent)
{
    (void)parent;
    return -ENOTSUP;
}

#endif
