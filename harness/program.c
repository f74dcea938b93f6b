#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sha256.h"

#if defined(__linux__)

int program_self(char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);

    if (n < 0)
        return -errno;
    path[n] = '\0';
    return 0;
}

#elif defined(__APPLE__)

#include <mach-o/dyld.h>

int program_self(char *path, size_t size)
{
    uint32_t room = (uint32_t)size;

    return _NSGetExecutablePath(path, &room) == 0 ? 0 : -ENAMETOOLONG;
}

#elif defined(__FreeBSD__) || defined(__DragonFly__)

#include <sys/sysctl.h>
#include <sys/types.h>

int program_self(char *path, size_t size)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};

    return sysctl(name, 4, path, &size, NULL, 0) < 0 ? -errno : 0;
}

#else

/* Nothing says which program runs; an installed one is on the PATH. */
int program_self(char *path, size_t size)
{
    return program_find("muxbench", path, size);
}

#endif

int program_find(const char *name, char *path, size_t size)
{
    const char *rest = getenv("PATH");

    while (rest && *rest) {
        size_t n = strcspn(rest, ":");

        snprintf(path, size, "%.*s/%s", n > 0 ? (int)n : 1, n > 0 ? rest : ".",
                 name);
        if (access(path, X_OK) == 0)
            return 0;
        rest += n + (rest[n] == ':');
    }
    return -ENOENT;
}

/* In the child: nothing but the answer comes out. */
static void exec_quietly(const char *path, const char *const *arguments,
                         int out)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
        _exit(127);
    execv(path, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

int program_answer(const char *path, const char *const *arguments, char *line,
                   size_t size)
{
    FILE *answer;
    int ends[2], status = -1;
    pid_t pid;

    if (pipe(ends) < 0)
        return -errno;
    pid = fork();
    if (pid == 0)
        exec_quietly(path, arguments, ends[1]);
    close(ends[1]);
    answer = fdopen(ends[0], "r");
    if (!answer || !fgets(line, (int)size, answer))
        *line = '\0';
    line[strcspn(line, "\n")] = '\0';
    if (answer)
        fclose(answer);
    else
        close(ends[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    return status == 0 && *line ? 0 : -ENOEXEC;
}

int program_version(const char *path, char *version, size_t size)
{
    const char *const arguments[] = {path, "--version", NULL};

    return program_answer(path, arguments, version, size);
}

int program_sha256(const char *path, char hash[PROGRAM_SHA256])
{
    unsigned char bytes[SHA256_SIZE], block[16384];
    FILE *file = fopen(path, "rb");
    struct sha256 s;
    size_t n;
    int result;

    if (file == NULL)
        return -errno;
    sha256_begin(&s);
    while ((n = fread(block, 1, sizeof block, file)) > 0)
        sha256_add(&s, block, n);
    result = ferror(file) ? -EIO : 0;
    fclose(file);
    sha256_end(&s, bytes);
    for (size_t i = 0; i < SHA256_SIZE; i++)
        snprintf(hash + 2 * i, 3, "%02x", bytes[i]);
    return result;
}
