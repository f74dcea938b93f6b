#include "check_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "lifeline.h"

/* A child that is watched ends after that, should nobody be left to watch. */
#define LONGEST_S 900

/* Descriptors are looked for below this number. */
#define DESCRIPTORS 32768

pid_t process_start(void (*work)(void *), void *data, unsigned seconds)
{
    pid_t parent = getpid(), child;

    fflush(NULL);
    child = fork();
    if (child != 0)
        return child < 0 ? -errno : child;
    /* Where there is no lifeline the alarm bounds an orphan's life. */
    lifeline_bind(parent);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds);
    work(data);
    /* Not _exit(): here LeakSanitizer looks for leaks. */
    exit(0);
}

static int wait_for(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return status;
}

/* True: it has ended, and is still to be waited for. */
static bool has_ended(pid_t child)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | WNOHANG) < 0 ||
           info.si_pid == child;
}

/* Until it has ended, or is to. */
static void watch(pid_t child, unsigned seconds,
                  uint64_t (*how_far)(const void *), const void *data)
{
    uint64_t last = how_far(data), since = clock_now();

    while (!has_ended(child) && clock_now() - since < seconds * CLOCK_S) {
        uint64_t now = how_far(data);

        if (now != last)
            since = clock_now();
        last = now;
        clock_sleep_until(clock_now() + 5 * CLOCK_MS);
    }
}

int process_run_watched(void (*work)(void *), void *data, unsigned seconds,
                        uint64_t (*how_far)(const void *))
{
    pid_t child = process_start(work, data, LONGEST_S);

    if (child < 0)
        return (int)child;
    watch(child, seconds, how_far, data);
    kill(child, SIGALRM); /* nothing to one that has ended */
    return wait_for(child);
}

int process_run(void (*work)(void *), void *data, unsigned seconds)
{
    pid_t child = process_start(work, data, seconds);

    return child < 0 ? (int)child : wait_for(child);
}

void process_end(pid_t child)
{
    kill(child, SIGKILL);
    wait_for(child);
}

static int count_tasks(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;

    if (!tasks)
        return 1;
    for (struct dirent *d; (d = readdir(tasks));)
        count += d->d_name[0] != '.';
    closedir(tasks);
    return count;
}

int process_threads(int few)
{
    const struct timespec pause = {0, 1000000};
    int count = count_tasks();

    for (int i = 0; i < 1000 && count > few; i++) {
        nanosleep(&pause, NULL);
        count = count_tasks();
    }
    return count;
}

/* poll(2) names those that are not open: a call for many of them, where
 * fcntl(2) takes one for each. */
static int count_open(int first, int count, int *highest)
{
    struct pollfd all[256];
    int open = 0;

    for (int i = 0; i < count; i++)
        all[i] = (struct pollfd){.fd = first + i};
    if (poll(all, (nfds_t)count, 0) < 0)
        for (int i = 0; i < count; i++)
            all[i].revents = fcntl(first + i, F_GETFD) < 0 ? POLLNVAL : 0;
    for (int i = 0; i < count; i++) {
        if (all[i].revents & POLLNVAL)
            continue;
        open++;
        *highest = first + i;
    }
    return open;
}

/* No number is at or above the limit, unless the limit was lowered since. */
static int look(int *highest)
{
    struct rlimit limit;
    int end = DESCRIPTORS, count = 0;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < DESCRIPTORS)
        end = (int)limit.rlim_cur;
    *highest = -1;
    for (int fd = 0; fd < end; fd += 256)
        count += count_open(fd, end - fd < 256 ? end - fd : 256, highest);
    return count;
}

int process_highest_descriptor(void)
{
    int highest;

    look(&highest);
    return highest;
}

/* Linux lists them; -1: it does not, or there is no descriptor to read the
 * list with. */
static int count_listed(void)
{
    DIR *list = opendir("/proc/self/fd");
    int count = -1; /* the list's own */

    if (!list)
        return -1;
    for (struct dirent *d; (d = readdir(list));)
        count += d->d_name[0] != '.';
    closedir(list);
    return count;
}

int process_descriptors(void)
{
    int highest, count = count_listed();

    return count < 0 ? look(&highest) : count;
}

bool process_has_children(void)
{
    int status;

    return waitpid(-1, &status, WNOHANG) >= 0;
}
