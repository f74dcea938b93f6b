#include "cmd_fetch.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "cmd.h"
#include "parse.h"
#include "resources.h"
#include "suggest.h"
#include "waiting.h"
#include "wall.h"

#define CONNECTIONS_DEFAULT 10
#define CONNECTIONS_MAX 1000000
#define THREADS_MAX 1024
#define RATE_MAX 10000000
#define STACK_LEAST 16384
#define STACK_MOST (1 << 30)
#define TIMEOUT_DEFAULT (30 * CLOCK_S)
#define BACKENDS_MAX 64

static int help(void)
{
    fputs(
        "usage: muxbench fetch [OPTION...] URL...\n"
        "\n"
        "Fetch all URLs at once, each one time: a line for each as it ends,\n"
        "then the totals. With -n or -d, make a load: fetch the URLs in turn\n"
        "on many connections, and show rates and latency percentiles.\n"
        "\n"
        "options:\n"
        "  -b, --backend NAME     the IO model, see muxbench list (epoll,\n"
        "                         kqueue or poll)\n"
        "  -c, --connections N    at most so many at once (one a URL; 10 for\n"
        "                         a load)\n"
        "  -n, --requests N       load: make so many requests\n"
        "  -d, --duration TIME    load: begin requests for so long, as in "
        "10s\n"
        "  -r, --rate N           load: begin N requests a second, each at "
        "its\n"
        "                         due time, whether or not others have ended;\n"
        "                         with -n or -d\n"
        "  -t, --threads N        event loops (1); pool and processes have 16\n"
        "                         workers for each, threads ignores it\n"
        "      --timeout TIME     of a request (30s)\n"
        "  -o, --output DIR       save the bodies of good answers in DIR\n"
        "      --json             print one JSON object\n"
        "      --quiet            print errors only, to standard error\n"
        "      --stack-size N     bytes of a coroutine's stack\n"
        "      --help             show this text\n"
        "\n"
        "http:// only. Redirects are not followed. What a body contains is\n"
        "not checked, since any server may have sent it: muxbench run does\n"
        "that. A status of 400 and above is no error, but no success: the\n"
        "exit status is 1 then and when a fetch failed, 2 when the command\n"
        "was wrong, 130 after Ctrl-C. Percentiles are of the time from a\n"
        "request's start to its end; requests that timed out are in them.\n"
        "With -r those from the due time are shown as well, which waiting for\n"
        "a free connection is part of, unless more than 1 % of the requests\n"
        "were not begun in time: then the exit status is 1.\n"
        "\n"
        "examples:\n"
        "  muxbench fetch http://192.0.2.7/a http://192.0.2.8:8080/b\n"
        "  muxbench fetch -b threads -o pages http://[::1]:8080/index.html\n"
        "  muxbench fetch -b libuv -c 64 -d 10s http://127.0.0.1:8080/\n"
        "  muxbench fetch -n 1000 --json http://127.0.0.1:8080/ | jq "
        ".latency_ns\n",
        stdout);
    return 0;
}

static uint64_t time_of(const char *option, const char *text)
{
    uint64_t ns;

    if (parse_time(text, &ns) < 0 || ns == 0)
        die(EXIT_USAGE,
            "fetch: %s '%s': must be more than 0, " PARSE_TIME_ALLOWED, option,
            text);
    return ns;
}

/* Above the letters, for cmd_option(). */
enum {
    OPTION_TIMEOUT = 256,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_STACK,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"backend", required_argument, NULL, 'b'},
    {"connections", required_argument, NULL, 'c'},
    {"requests", required_argument, NULL, 'n'},
    {"duration", required_argument, NULL, 'd'},
    {"rate", required_argument, NULL, 'r'},
    {"threads", required_argument, NULL, 't'},
    {"output", required_argument, NULL, 'o'},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"stack-size", required_argument, NULL, OPTION_STACK},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_option(struct fetch_options *options, int option)
{
    struct fetch_order *order = &options->order;

    switch (option) {
    case 'b':
        options->backend = optarg;
        break;
    case 'c':
        order->connections =
            (int)cmd_count("fetch", "-c", optarg, 1, CONNECTIONS_MAX);
        break;
    case 'n':
        order->requests = cmd_count("fetch", "-n", optarg, 1, UINT32_MAX);
        break;
    case 'd':
        order->duration_ns = time_of("-d", optarg);
        break;
    case 'r':
        order->rate = cmd_count("fetch", "-r", optarg, 1, RATE_MAX);
        break;
    case 't':
        order->threads = (int)cmd_count("fetch", "-t", optarg, 1, THREADS_MAX);
        break;
    case 'o':
        order->directory = optarg;
        break;
    case OPTION_TIMEOUT:
        order->timeout_ns = time_of("--timeout", optarg);
        break;
    case OPTION_JSON:
        options->json = true;
        break;
    case OPTION_QUIET:
        options->quiet = true;
        break;
    case OPTION_STACK:
        order->stack_size = (size_t)cmd_count("fetch", "--stack-size", optarg,
                                              STACK_LEAST, STACK_MOST);
        break;
    case OPTION_HELP:
        exit(help());
    }
}

static noreturn void unknown_backend(const char *name)
{
    const char *names[BACKENDS_MAX], *near;
    char all[1024] = "";
    size_t count;
    const struct backend *const *backends = backend_all(&count);

    if (count > BACKENDS_MAX)
        count = BACKENDS_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(all);

        names[i] = backends[i]->name;
        snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "",
                 names[i]);
    }
    near = suggest(name, names, count);
    die(EXIT_USAGE, "fetch: unknown backend '%s'%s%s%s (there are: %s)", name,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "",
        all);
}

static const struct backend *choose_backend(const struct fetch_options *options)
{
    const struct backend *backend =
        options->backend ? backend_find(options->backend) : backend_reference();
    const char *reason;

    if (!backend)
        unknown_backend(options->backend);
    reason = backend->unusable();
    if (reason)
        die(EXIT_USAGE, "fetch: backend '%s' cannot run here: %s",
            backend->name, reason);
    if (backend->family == FAMILY_CONTROL && !options->order.load)
        die(EXIT_USAGE,
            "fetch: backend '%s' fetches nothing; it can only make a load, "
            "with -n or -d",
            backend->name);
    return backend;
}

/* How many at once, and whether the rest goes with it. */
static void choose_connections(struct fetch_order *order)
{
    uint64_t most = order->load ? order->requests : (uint64_t)order->url_count;
    int usual = order->load ? CONNECTIONS_DEFAULT : order->url_count;

    if (order->load && (uint64_t)order->connections > most)
        die(EXIT_USAGE,
            "fetch: -n %" PRIu64 " is less than -c %d: not every connection "
            "would have a request",
            most, order->connections);
    if (order->connections == 0)
        order->connections = usual;
    if ((uint64_t)order->connections > most)
        order->connections = (int)most;
    if (order->threads > order->connections)
        die(EXIT_USAGE,
            "fetch: -t %d is more than the number of connections, %d: not "
            "every thread would have one",
            order->threads, order->connections);
}

/* A body to be saved is one more open file. */
static void check_limits(const struct fetch_order *order)
{
    const struct backend *backend = order->backend;
    struct limits_need need = {
        .scenario = "fetch",
        .connections = order->connections * (order->directory ? 2 : 1),
        .threads = waiting_workers(backend->waiting, order->connections,
                                   order->threads)};
    struct limits limits;
    char error[256], wall[WALL_TEXT_MAX];

    if (wall_stops(backend, need.connections, order->threads, NULL, wall))
        die(EXIT_USAGE,
            "fetch: backend '%s' takes at most %d connections (%s), which is "
            "not enough for -c %d%s; choose another backend",
            backend->name, backend->connections_most, wall, order->connections,
            order->directory ? " and a file for each" : "");
    limits_read(&limits);
    if (limits_check(&limits, &need, error, sizeof error) < 0)
        die(EXIT_USAGE, "%s", error);
}

struct fetch_options fetch_options_read(int argc, char **argv)
{
    struct fetch_options options = {.order = {.requests = UINT64_MAX,
                                              .duration_ns = CLOCK_NEVER,
                                              .timeout_ns = TIMEOUT_DEFAULT,
                                              .threads = 1}};
    struct fetch_order *order = &options.order;
    int option;

    while ((option = cmd_option(argc, argv, ":b:c:n:d:r:t:o:", long_options)) !=
           -1)
        set_option(&options, option);
    order->urls = (const char *const *)argv + optind;
    order->url_count = argc - optind;
    order->load =
        order->requests != UINT64_MAX || order->duration_ns != CLOCK_NEVER;
    if (order->url_count == 0)
        die(EXIT_USAGE, "fetch: no URL given; see muxbench fetch --help");
    if (order->rate > 0 && !order->load)
        die(EXIT_USAGE, "fetch: -r makes a load; say how long with -n or -d");
    if (order->load && order->directory)
        die(EXIT_USAGE, "fetch: --output saves each URL's body once; it does "
                        "not go with -n or -d");
    order->backend = choose_backend(&options);
    choose_connections(order);
    check_limits(order);
    return options;
}
