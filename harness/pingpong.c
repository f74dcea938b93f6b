#include "pingpong.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "placement.h"
#include "shared.h"

/* Round trips that are kept: at 3 us each more than 20 ms hold. */
#define TRIPS 8192

/* A side that is starved is not waited for longer. */
#define GRACE CLOCK_S

/* What both sides see. */
struct game {
    int ends[2]; /* of the connection: who plays, who answers */
    uint64_t time_ns;
    size_t count;
    uint64_t trips[TRIPS];
};

/* Two sockets that are connected by TCP, as ends[0] and ends[1]. */
static int connect_ends(int ends[2])
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, result = 0;

    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    ends[1] = -1;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || ends[0] < 0 ||
        bind(listener, (struct sockaddr *)&at, size) < 0 ||
        listen(listener, 1) < 0 ||
        getsockname(listener, (struct sockaddr *)&at, &size) < 0 ||
        connect(ends[0], (struct sockaddr *)&at, size) < 0 ||
        (ends[1] = accept(listener, NULL, NULL)) < 0)
        result = -errno;
    for (int i = 0; i < 2 && result == 0; i++)
        if (setsockopt(ends[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0)
            result = -errno;
    if (listener >= 0)
        close(listener);
    return result;
}

static void close_ends(const int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static int answer(void *data)
{
    struct game *game = data;
    char byte;

    close(game->ends[0]);
    while (recv(game->ends[1], &byte, 1, 0) == 1)
        if (send(game->ends[1], &byte, 1, 0) != 1)
            return 1;
    return 0;
}

static int play(void *data)
{
    struct game *game = data;
    uint64_t now = clock_now(), until = now + game->time_ns;
    char byte = 0;

    close(game->ends[1]);
    while (now < until && game->count < TRIPS) {
        uint64_t before = now;

        if (send(game->ends[0], &byte, 1, 0) != 1 ||
            recv(game->ends[0], &byte, 1, 0) != 1)
            return 1;
        now = clock_now();
        game->trips[game->count++] = now - before;
    }
    return 0;
}

static int play_both(const struct placement *p, struct game *game)
{
    static const volatile sig_atomic_t never = 0;
    uint64_t limit = game->time_ns + GRACE;
    struct child_order orders[2] = {{play, game, &p->client, limit + GRACE},
                                    {answer, game, &p->server, limit + GRACE}};
    struct child sides[2] = {{0, -1}, {0, -1}};
    int status = 0, result = child_start(&sides[1], &orders[1]);

    if (result == 0)
        result = child_start(&sides[0], &orders[0]);
    if (result == 0)
        result = child_wait(&sides[0], clock_now() + limit, &never, &status);
    if (result == 0 && status != 0)
        result = -ECHILD;
    for (int i = 0; i < 2; i++)
        child_kill(&sides[i]);
    return result;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

int pingpong(const struct placement *p, uint64_t time_ns, uint64_t *median_ns)
{
    struct game *game = shared_make(sizeof *game);
    int result;

    if (!game)
        return -ENOMEM;
    game->time_ns = time_ns;
    result = connect_ends(game->ends);
    if (result == 0)
        result = play_both(p, game);
    if (result == 0 && game->count == 0)
        result = -ENODATA;
    if (result == 0) {
        qsort(game->trips, game->count, sizeof *game->trips, compare);
        *median_ns = game->trips[game->count / 2];
    }
    close_ends(game->ends);
    shared_free(game, sizeof *game);
    return result;
}
