/*
 * muxbench serve: the local server as a program.
 */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmd.h"
#include "net.h"
#include "parse.h"
#include "server.h"

/* Descriptors that are not connections: the standard ones, the listener, and
 * for each worker a selector and two ends of a pipe. */
enum { OWN_DESCRIPTORS = 16, DESCRIPTORS_A_WORKER = 3 };

enum { WORKERS_MAX = 256 };

struct options {
    char host[256];
    char port[8];
    uint64_t workers;
    uint64_t max_connections; /* 0: as many as descriptors allow */
    bool quiet;
};

/* What the signal handlers work on. */
static struct server *serving;

static int help(void)
{
    fputs(
        "usage: muxbench serve [OPTION...]\n"
        "\n"
        "Run the local HTTP/1.1 server that the backends fetch from, until\n"
        "SIGTERM or SIGINT. When it is ready it prints one line of JSON with\n"
        "its address; on SIGUSR1, and at the end, one line with its counters.\n"
        "\n"
        "options:\n"
        "  --listen ADDR[:PORT]   address or host name (127.0.0.1), and port\n"
        "                         (0: a free one); [::1]:8080 for IPv6\n"
        "  --port N               the port alone\n"
        "  --workers N            threads, each with its share of the\n"
        "                         connections (1)\n"
        "  --max-connections N    close further ones at once (as many as the\n"
        "                         descriptor limit allows)\n"
        "  --quiet                print no counters\n"
        "  --help                 show this text\n"
        "\n"
        "paths (GET or HEAD; ?delay=MS delays any of them):\n"
        "  /bytes/N               a body of N bytes\n"
        "  /delay/MS              a body of 128 bytes, MS milliseconds later\n"
        "  /drip?bytes=N&ms=T     N bytes spread over T milliseconds\n"
        "  /stream/N              N bytes, chunked\n"
        "  /until-close/N         N bytes without a length, then close\n"
        "  /status/N              an answer with that status\n"
        "  /counters              the counters\n"
        "  /fault/NAME            a broken answer; NAME is one of reset, "
        "close\n"
        "                         or stall (also with -head, -body), short,\n"
        "                         long, length, garbage, token, body,\n"
        "                         dribble/N, close-after/N\n"
        "\n"
        "examples:\n"
        "  muxbench serve --port 8080\n"
        "  curl http://127.0.0.1:8080/bytes/128\n"
        "  muxbench serve --listen '[::1]:8080' --workers 2\n",
        stdout);
    return 0;
}

static void set_port(struct options *options, const char *option,
                     const char *text)
{
    snprintf(options->port, sizeof options->port, "%" PRIu64,
             cmd_count("serve", option, text, 0, 65535));
}

/*
 * "host", "host:port", "[ipv6]", "[ipv6]:port", or an IPv6 address alone,
 * which has more than one colon.
 */
static void set_listen(struct options *options, const char *text)
{
    const char *host = text, *port = NULL;
    size_t length = strlen(text);
    const char *colon = strchr(text, ':');

    if (*text == '[') {
        host++;
        length = strcspn(host, "]");
        if (host[length] != ']' ||
            (host[length + 1] != '\0' && host[length + 1] != ':'))
            length = 0;
        else if (host[length + 1] == ':')
            port = host + length + 2;
    } else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
        length = (size_t)(colon - text);
        port = colon + 1;
    }
    if (length == 0 || length >= sizeof options->host)
        die(EXIT_USAGE,
            "serve: --listen '%s': must be ADDR or ADDR:PORT, an IPv6 address "
            "with a port as [ADDR]:PORT",
            text);
    memcpy(options->host, host, length);
    options->host[length] = '\0';
    if (port != NULL)
        set_port(options, "--listen port", port);
}

/* Above the letters, for cmd_option(). */
enum {
    OPTION_LISTEN = 256,
    OPTION_PORT,
    OPTION_WORKERS,
    OPTION_MAX,
    OPTION_QUIET,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"port", required_argument, NULL, OPTION_PORT},
    {"workers", required_argument, NULL, OPTION_WORKERS},
    {"max-connections", required_argument, NULL, OPTION_MAX},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_option(struct options *options, int option)
{
    switch (option) {
    case OPTION_LISTEN:
        set_listen(options, optarg);
        break;
    case OPTION_PORT:
        set_port(options, "--port", optarg);
        break;
    case OPTION_WORKERS:
        options->workers =
            cmd_count("serve", "--workers", optarg, 1, WORKERS_MAX);
        break;
    case OPTION_MAX:
        options->max_connections =
            cmd_count("serve", "--max-connections", optarg, 1, 10000000);
        break;
    case OPTION_QUIET:
        options->quiet = true;
        break;
    case OPTION_HELP:
        exit(help());
    }
}

static struct options read_options(int argc, char **argv)
{
    struct options options = {.host = "127.0.0.1", .port = "0", .workers = 1};
    int option;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1)
        set_option(&options, option);
    if (optind < argc)
        die(EXIT_USAGE,
            "serve: unexpected argument '%s'; options alone are allowed",
            argv[optind]);
    return options;
}

/* Raise the descriptor limit, and make sure that it is enough. */
static unsigned connections_allowed(const struct options *options)
{
    uint64_t own = OWN_DESCRIPTORS + DESCRIPTORS_A_WORKER * options->workers;
    uint64_t limit = net_raise_descriptor_limit();
    uint64_t allowed = limit > own ? limit - own : 0;

    if (allowed == 0 || options->max_connections > allowed)
        die(EXIT_FAILED,
            "serve: %" PRIu64 " connections and %" PRIu64
            " descriptors of the server's own are more than the limit of "
            "%" PRIu64
            " open descriptors; raise it as root: ulimit -n %" PRIu64,
            options->max_connections, own, limit,
            options->max_connections + own);
    if (options->max_connections > 0)
        return (unsigned)options->max_connections;
    return allowed < UINT32_MAX ? (unsigned)allowed : UINT32_MAX;
}

static struct net_address resolve(const struct options *options)
{
    struct net_address address;
    const char *error;

    if (net_resolve(options->host, options->port, &address, 1, &error) < 0)
        die(EXIT_FAILED, "serve: --listen '%s': %s", options->host, error);
    return address;
}

/* One write a line, so that a reader of a pipe gets it whole. */
static void print_counters(struct server_counters *counters)
{
    const struct server_usage *usage = &counters->usage;
    char text[SERVER_COUNTERS_TEXT];

    server_counters_format(counters, text);
    printf("{\"event\":\"counters\",%s,\"at_ns\":%" PRIu64
           ",\"cpu_user_ns\":%" PRIu64 ",\"cpu_sys_ns\":%" PRIu64
           ",\"switches_voluntary\":%" PRIu64 ",\"switches_forced\":%" PRIu64
           "}\n",
           text, usage->at, usage->cpu_user_ns, usage->cpu_sys_ns,
           usage->switches_voluntary, usage->switches_forced);
    fflush(stdout);
}

static void print_listening(const struct net_address *address)
{
    char text[NET_TEXT_MAX], host[NET_TEXT_MAX];
    size_t length;

    net_format(address, text);
    /* The host as it is without the brackets of an IPv6 address. */
    length = (size_t)(strrchr(text, ':') - text);
    snprintf(host, sizeof host, "%.*s",
             (int)(*text == '[' ? length - 2 : length), text + (*text == '['));
    printf("{\"event\":\"listening\",\"address\":\"%s\",\"port\":%u,"
           "\"url\":\"http://%s\",\"pid\":%ld}\n",
           host, net_port(address), text, (long)getpid());
    fflush(stdout);
    if (!net_is_loopback(address))
        fprintf(stderr,
                "muxbench: serve: warning: %s can be reached from other "
                "machines; the server is made for tests\n",
                text);
}

static void on_stop(int signal)
{
    (void)signal;
    server_stop(serving);
}

static void on_snapshot(int signal)
{
    (void)signal;
    server_snapshot(serving);
}

static void handle_signals(void)
{
    struct sigaction stop = {.sa_handler = on_stop};
    struct sigaction snapshot = {.sa_handler = on_snapshot};

    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGUSR1, &snapshot, NULL);
}

int cmd_serve(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct net_address address = resolve(&options);
    struct server_counters counters = {0};
    struct server_config config = {
        .address = address,
        .workers = (int)options.workers,
        .backlog = SOMAXCONN,
        .max_connections = connections_allowed(&options),
        .counters = &counters,
        .on_snapshot = options.quiet ? NULL : print_counters,
    };
    char text[NET_TEXT_MAX];
    int error;

    serving = server_create(&config, &error);
    if (serving == NULL) {
        net_format(&address, text);
        die(EXIT_FAILED, "serve: cannot listen on %s: %s", text,
            strerror(-error));
    }
    handle_signals();
    print_listening(server_address(serving));
    error = server_serve(serving);
    if (error < 0)
        die(EXIT_FAILED, "serve: %s", strerror(-error));
    server_destroy(serving);
    return 0;
}
