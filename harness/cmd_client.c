/*
 * muxbench client: one client process of `compare --live`. It is started by a
 * harness, which may be of another build, and is not in the list of commands:
 * client.h has the protocol.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "cmd.h"
#include "program.h"

static int hello(void)
{
    char program[1024];
    json_t *root;

    if (program_self(program, sizeof program) < 0)
        snprintf(program, sizeof program, "muxbench");
    root = client_hello(program);
    if (!root || json_dumpf(root, stdout, JSON_COMPACT) != 0)
        die(EXIT_FAILED, "client: out of memory");
    putchar('\n');
    json_decref(root);
    return 0;
}

int cmd_client(int argc, char **argv)
{
    char error[CLIENT_ERROR_MAX] = "";

    if (argc != 2)
        die(EXIT_USAGE, "client: one order is wanted; `muxbench compare "
                        "--live` gives it");
    if (strcmp(argv[1], "--hello") == 0)
        return hello();
    if (client_serve(argv[1], stdout, error) < 0)
        die(EXIT_FAILED, "client: %s", error);
    return 0;
}
