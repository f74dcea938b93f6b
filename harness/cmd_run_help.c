#include "cmd_run.h"

#include <stdio.h>

#include "scenario.h"

static void print_options(void)
{
    fputs(
        "usage: muxbench run [OPTION...] [SCENARIO...]\n"
        "\n"
        "Measure backends in scenarios: one directory with a manifest, a\n"
        "record of every round, charts and a report. SCENARIO is a name that\n"
        "`muxbench list` shows, or the path of a file; all by default.\n"
        "\n"
        "options:\n"
        "  --backends A,B,...     these only (every one that can run here)\n"
        "  --set KEY=VALUE        in the place of what the scenario's file "
        "says,\n"
        "                         as in --set conns=1,100; again for others\n"
        "  --profile NAME         quick: 6 blocks, short windows, no ranks;\n"
        "                         standard: from 12 blocks to 40, until all\n"
        "                         ratios are precise; publish: 20 to 60\n"
        "                         (standard)\n"
        "  --blocks N             so many blocks, 1 to 60, however precise\n"
        "  --budget TIME          end in this time, as in 20m: no block is\n"
        "                         begun that would not fit (none)\n"
        "  --target URL           fetch URL instead of a server of our own\n"
        "  --out DIR              results, a new or empty directory\n"
        "                         (results/TIME-COMMIT)\n"
        "  --seed N               decides the order of the blocks; decimal, "
        "or\n"
        "                         hexadecimal with 0x (from the clock)\n"
        "  --placement MODE       split: client and server on CPUs of their\n"
        "                         own; shared: both on one; none (the one the\n"
        "                         pilot finds to resolve more, else split)\n"
        "  --network MODE         namespace: a network of its own for each\n"
        "                         round; host: the machine's; auto (auto)\n"
        "  --no-pilot             no rounds before the plan: times as the\n"
        "                         scenario says, placement split\n"
        "  --resume DIR           go on with a run that was ended early: the\n"
        "                         same program, machine and plan\n"
        "  --no-check             measure rows that were not checked before;\n"
        "                         the report says so (see muxbench check)\n"
        "  --syscalls             count system calls and measure the server's\n"
        "                         capacity in the quick profile as well\n"
        "  --dry-run              print the plan and end, without a pilot\n"
        "  --no-report            write records only\n"
        "  --help                 show this text\n"
        "\n",
        stdout);
}

int cmd_run_help(void)
{
    print_options();
    fputs(
        "Ctrl-C ends the run and keeps what was recorded; the exit status is\n"
        "130 then, 1 when rounds failed, 2 when the command was wrong.\n"
        "\n"
        "examples:\n"
        "  muxbench run --profile quick\n"
        "  muxbench run keepalive --backends epoll,libuv --blocks 20\n"
        "  muxbench run keepalive --target http://192.0.2.7:8080/page\n"
        "  muxbench run ./mine.ini --out /tmp/mine\n"
        "\n"
        "keys of a scenario file, with their defaults:\n",
        stdout);
    scenario_print_keys(stdout);
    return 0;
}
