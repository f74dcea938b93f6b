/* For MAP_ANONYMOUS, which came into POSIX in 2024 only. */
#define _DEFAULT_SOURCE

#include "tests/support_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/lifeline.h"

/* Descriptors are looked for below this number. */
#define DESCRIPTORS 4096

void *process_share(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return at == MAP_FAILED ? NULL : at;
}

void process_unshare(void *at, size_t size)
{
    munmap(at, size);
}

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

int process_highest_descriptor(void)
{
    int fd = DESCRIPTORS - 1;

    while (fd >= 0 && fcntl(fd, F_GETFD) < 0)
        fd--;
    return fd;
}

int process_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < DESCRIPTORS; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}
