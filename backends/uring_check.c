#include "uring_check.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "uring_trial.h"

/* 2: a filter decides about system calls. */
static bool is_filtered(void)
{
    return prctl(PR_GET_SECCOMP) == 2;
}

/* The sysctl; 0 where there is none. */
static int disabled(void)
{
    FILE *file = fopen("/proc/sys/kernel/io_uring_disabled", "re");
    int value = 0;

    if (file) {
        if (fscanf(file, "%d", &value) != 1)
            value = 0;
        fclose(file);
    }
    return value;
}

static const char *not_allowed(const struct uring_kind *kind)
{
    if (disabled() == 2)
        return "sysctl kernel.io_uring_disabled is 2: nobody may use io_uring";
    if (disabled() == 1)
        return "sysctl kernel.io_uring_disabled is 1: only privileged "
               "processes may use io_uring";
    if (is_filtered())
        return "a seccomp filter forbids io_uring (EPERM)";
    if (kind->flags & IORING_SETUP_SQPOLL)
        return "SQPOLL is not allowed (EPERM): before Linux 5.13 it needs "
               "privileges";
    return "io_uring is not allowed (EPERM): some security policy forbids it";
}

/* Buffer rings came with Linux 5.19, before any flag of ours but DEFER_TASKRUN
 * and SINGLE_ISSUER. */
static const char *unknown(const struct uring_kind *kind)
{
    if (kind->flags & IORING_SETUP_DEFER_TASKRUN)
        return "this kernel lacks buffer rings or DEFER_TASKRUN (EINVAL): "
               "Linux 6.1 has both";
    if (kind->flags & IORING_SETUP_SINGLE_ISSUER)
        return "this kernel lacks buffer rings or SINGLE_ISSUER (EINVAL): "
               "Linux 6.0 has both";
    return "this kernel lacks buffer rings (EINVAL): Linux 5.19 has them";
}

static const char *no_ring(const struct uring_kind *kind, int error)
{
    switch (error) {
    case ENOSYS:
        return is_filtered() ? "a seccomp filter hides io_uring (ENOSYS)"
                             : "this kernel has no io_uring (ENOSYS): Linux "
                               "5.1 and later have it, built with "
                               "CONFIG_IO_URING";
    case EPERM:
    case EACCES:
        return not_allowed(kind);
    case EINVAL:
        return unknown(kind);
    case ENOMEM:
        return "a ring may not lock its memory (ENOMEM): raise ulimit -l";
    case EMFILE:
    case ENFILE:
        return "no descriptor is left for a ring";
    default:
        return "a ring cannot be made (unexpected error)";
    }
}

static const char *lacks_feature(const struct uring *u)
{
    static const struct {
        unsigned feature;
        const char *reason;
    } needed[] = {
        {IORING_FEAT_NODROP, "results can be lost before Linux 5.5"},
        {IORING_FEAT_FAST_POLL,
         "this io_uring waits for sockets in threads: Linux 5.7 does not"},
        {IORING_FEAT_EXT_ARG,
         "this io_uring cannot wait until a time: Linux 5.11 can"},
        {IORING_FEAT_CQE_SKIP,
         "this io_uring cannot leave out results: Linux 5.17 can"},
    };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!(u->ring.features & needed[i].feature))
            return needed[i].reason;
    return NULL;
}

static const char *lacks_operation(struct uring *u)
{
    static const int needed[] = {IORING_OP_CONNECT, IORING_OP_SEND,
                                 IORING_OP_RECV, IORING_OP_ASYNC_CANCEL,
                                 IORING_OP_TIMEOUT};
    struct io_uring_probe *probe = io_uring_get_probe_ring(&u->ring);
    const char *reason = NULL;

    if (!probe)
        return "this io_uring does not tell its operations: Linux 5.6 does";
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!io_uring_opcode_supported(probe, needed[i]))
            reason = "this io_uring lacks an operation on sockets: Linux 5.6 "
                     "has all";
    io_uring_free_probe(probe);
    return reason;
}

const char *uring_unusable(const struct uring_kind *kind)
{
    struct uring uring;
    const char *reason;
    int result = uring_begin(&uring, kind, 1);

    if (result < 0)
        return no_ring(kind, -result);
    reason = lacks_feature(&uring);
    if (!reason)
        reason = lacks_operation(&uring);
    uring_end(&uring);
    return reason ? reason : uring_trial(kind);
}

#endif
