#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

/* What a message begins with. */
struct head {
    uint32_t length; /* of what follows: bytes of body, or a struct sample */
    uint32_t number; /* of the request */
    int is_sample;
};

#define ROOM (RELAY_MESSAGE_MAX - sizeof(struct head))

int relay_open(struct relay *r)
{
    int ends[2];

    if (pipe(ends) < 0)
        return -errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    r->to_read = ends[0];
    r->to_write = ends[1];
    r->held = 0;
    return 0;
}

void relay_close_reader(struct relay *r)
{
    if (r->to_read >= 0)
        close(r->to_read);
    r->to_read = -1;
}

void relay_close_writer(struct relay *r)
{
    if (r->to_write >= 0)
        close(r->to_write);
    r->to_write = -1;
}

static int send_message(struct relay *r, const struct head *head,
                        const void *bytes)
{
    char message[RELAY_MESSAGE_MAX];
    size_t length = sizeof *head + head->length;
    ssize_t n;

    memcpy(message, head, sizeof *head);
    memcpy(message + sizeof *head, bytes, head->length);
    do
        n = write(r->to_write, message, length);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

int relay_sample(struct relay *r, const struct sample *sample)
{
    struct head head = {sizeof *sample, sample->number, 1};

    return send_message(r, &head, sample);
}

int relay_body(struct relay *r, uint32_t number, const char *bytes, size_t n)
{
    int result = 0;

    while (n > 0 && result == 0) {
        size_t part = n < ROOM ? n : ROOM;
        struct head head = {(uint32_t)part, number, 0};

        result = send_message(r, &head, bytes);
        bytes += part;
        n -= part;
    }
    return result;
}

static void tell(const struct observer *o, const struct head *head,
                 const char *bytes)
{
    struct sample sample;

    if (!head->is_sample) {
        o->on_body(o->data, head->number, bytes, head->length);
        return;
    }
    memcpy(&sample, bytes, sizeof sample);
    if (o->on_done)
        o->on_done(o->data, &sample);
}

int relay_receive(struct relay *r, const struct observer *observer)
{
    size_t at = 0;
    ssize_t n =
        read(r->to_read, r->buffer + r->held, sizeof r->buffer - r->held);
    struct head head;

    if (n <= 0)
        return n < 0 ? -errno : 0;
    r->held += (size_t)n;
    while (r->held - at >= sizeof head) {
        memcpy(&head, r->buffer + at, sizeof head);
        if (r->held - at < sizeof head + head.length)
            break;
        tell(observer, &head, r->buffer + at + sizeof head);
        at += sizeof head + head.length;
    }
    r->held -= at;
    memmove(r->buffer, r->buffer + at, r->held);
    return (int)n;
}
