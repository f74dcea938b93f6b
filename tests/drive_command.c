/*
 * Runs a command and says what CPU time it took, itself and its children:
 *
 *   drive_command COMMAND [ARGUMENT...]
 *
 * A last line of output, `user_ns N system_ns N`; the command's exit status.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/meter.h"
#include "tests/support_drive.h"

int main(int argc, char **argv)
{
    struct usage used;
    int status = 0;
    pid_t child;

    if (argc < 2) {
        fputs("usage: drive_command COMMAND [ARGUMENT...]\n", stderr);
        return DRIVE_USAGE;
    }
    child = fork();
    if (child == 0) {
        execvp(argv[1], &argv[1]);
        fprintf(stderr, "drive_command: %s: %s\n", argv[1], strerror(errno));
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 1;
    meter_children(&used);
    printf("user_ns %" PRIu64 " system_ns %" PRIu64 "\n", used.cpu_user_ns,
           used.cpu_sys_ns);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
