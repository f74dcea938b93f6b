/*
 * The end of a child is noticed by a pipe whose writing end only the child and
 * what it starts hold: poll(2) on it can be bounded in time and is ended by a
 * signal, which waitpid(2) cannot be both without a handler of our own.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "affinity.h"
#include "clock.h"
#include "lifeline.h"

/* How long a wait may overlook a signal that came just before it. */
#define SLICE (500 * CLOCK_MS)

/* The harness's handlers are not the child's. */
static void reset_signals(void)
{
    static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        signal(all[i], SIG_DFL);
}

/* alarm(2) is the bound that every system has; the lifeline is quicker. */
static void bound(uint64_t limit_ns, int parent)
{
    uint64_t seconds = limit_ns / CLOCK_S + 1;

    lifeline_bind(parent);
    alarm(seconds < UINT_MAX ? (unsigned)seconds : UINT_MAX);
}

static void be_child(const struct child_order *order, int parent)
{
    setpgid(0, 0);
    reset_signals();
    bound(order->limit_ns, parent);
    if (order->cpus->count > 0 && affinity_set(order->cpus) < 0)
        _exit(CHILD_UNPLACED);
    _exit(order->body(order->data));
}

int child_start(struct child *child, const struct child_order *order)
{
    int ends[2], parent = (int)getpid();

    if (pipe(ends) < 0)
        return -errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    child->pid = (int)fork();
    if (child->pid == 0) {
        close(ends[0]);
        be_child(order, parent);
    }
    close(ends[1]);
    if (child->pid < 0) {
        int error = -errno;

        close(ends[0]);
        child->pid = 0;
        return error;
    }
    /* Done on both sides: whichever is first, the group is there. */
    setpgid(child->pid, child->pid);
    child->ended = ends[0];
    return 0;
}

/* Nothing is ever written to the pipe: what can be read is its end. */
static bool has_ended(const struct child *child, uint64_t wait_ns)
{
    struct pollfd poller = {.fd = child->ended, .events = POLLIN};
    int ms = clock_ms_until(0, wait_ns);

    return poll(&poller, 1, ms) == 1;
}

static int reap(struct child *child, int *status)
{
    pid_t pid;

    do
        pid = waitpid(child->pid, status, 0);
    while (pid < 0 && errno == EINTR);
    close(child->ended);
    child->pid = 0;
    return pid < 0 ? -errno : 0;
}

int child_wait(struct child *child, uint64_t until,
               const volatile sig_atomic_t *stop, int *status)
{
    for (;;) {
        uint64_t now = clock_now(), left = until > now ? until - now : 0;

        if (has_ended(child, left < SLICE ? left : SLICE))
            return reap(child, status);
        if (*stop)
            return -EINTR;
        if (clock_now() >= until)
            return -ETIMEDOUT;
    }
}

void child_kill(struct child *child)
{
    int status;

    if (child->pid == 0)
        return;
    kill(-child->pid, SIGKILL);
    reap(child, &status);
}

void child_describe(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "was killed by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == CHILD_UNPLACED)
        snprintf(text, size, "could not be bound to its CPUs");
    else
        snprintf(text, size, "ended with status %d", WEXITSTATUS(status));
}
