#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

int proc_read(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;
    size_t length = 0;
    ssize_t n = 1;

    if (fd < 0)
        return -errno;
    while (n > 0 && length + 1 < size) {
        n = read(fd, text + length, size - 1 - length);
        if (n > 0)
            length += (size_t)n;
        else if (n < 0 && errno != EINTR)
            result = -errno;
        else if (n < 0)
            n = 1;
    }
    close(fd);
    text[length] = '\0';
    return result < 0 ? result : (int)length;
}

/* A whole number of digits alone, moving *text behind it. */
static int take_number(const char **text, uint64_t *value)
{
    char *end;

    *text += strspn(*text, " \t");
    if (strspn(*text, "0123456789") == 0)
        return -EBADMSG;
    errno = 0;
    *value = strtoull(*text, &end, 10);
    *text = end;
    return errno == 0 ? 0 : -EBADMSG;
}

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');

    return end ? end + 1 : line + strlen(line);
}

/* Behind "NAME", "NAME:" at the start of a line; NULL: there is none. */
static const char *find_line(const char *text, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = text; *line; line = next_line(line)) {
        const char *at = line + length;

        if (strncmp(line, name, length) == 0 &&
            (*at == ':' || *at == ' ' || *at == '\t'))
            return *at == ':' ? at + 1 : at;
    }
    return NULL;
}

int proc_field(const char *text, const char *name, uint64_t *value)
{
    const char *at = find_line(text, name);
    int result = at ? take_number(&at, value) : -ENOENT;

    if (result < 0)
        return result;
    at += strspn(at, " \t");
    if (strncmp(at, "kB\n", 3) == 0) {
        if (*value > UINT64_MAX / 1024)
            return -EBADMSG;
        *value *= 1024;
        return 0;
    }
    return *at == '\n' ? 0 : -EBADMSG;
}

/* The next word of a line, without what is before it; 0: the line has ended.
 */
static size_t next_word(const char **at)
{
    *at += strspn(*at, " \t");
    return strcspn(*at, " \t\n");
}

static bool is_word(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(at, word, length) == 0;
}

int proc_column(const char *text, const char *table, const char *name,
                uint64_t *value)
{
    const char *names = find_line(text, table), *values;
    size_t length;

    values = names ? find_line(next_line(names), table) : NULL;
    if (!values)
        return -ENOENT;
    if (*(next_line(values) - 1) != '\n')
        return -EBADMSG;
    while ((length = next_word(&names)) > 0) {
        size_t skip = next_word(&values);

        if (is_word(names, length, name))
            return take_number(&values, value);
        names += length;
        values += skip;
    }
    return -ENOENT;
}

int proc_pair(const char *text, const char *table, const char *name,
              uint64_t *value)
{
    const char *at = find_line(text, table);
    size_t length;

    if (!at)
        return -ENOENT;
    while ((length = next_word(&at)) > 0) {
        bool found = is_word(at, length, name);
        int result;

        at += length;
        result = take_number(&at, value);
        if (result < 0 || found)
            return result;
    }
    return -ENOENT;
}

int proc_cpu(const char *text, long per_second, struct proc_cpu *cpu)
{
    enum { USER, NICE, SYSTEM, STEAL = 7, COUNT };
    uint64_t ticks[COUNT], ns = CLOCK_S / (uint64_t)per_second;
    const char *at = find_line(text, "cpu");

    if (!at)
        return -EBADMSG;
    for (int i = 0; i < COUNT; i++)
        if (take_number(&at, &ticks[i]) < 0)
            return -EBADMSG;
    cpu->busy_ns = (ticks[USER] + ticks[NICE] + ticks[SYSTEM]) * ns;
    cpu->steal_ns = ticks[STEAL] * ns;
    return 0;
}

/* Whether the list "cpu,cpuacct" has this word; NULL wants an empty list. */
static bool lists(const char *list, size_t length, const char *word)
{
    const char *end = list + length;

    if (!word)
        return length == 0;
    while (list < end) {
        size_t n = strcspn(list, ",:");

        if (is_word(list, n, word))
            return true;
        list += n + 1;
    }
    return false;
}

int proc_cgroup(const char *text, const char *controller, char *path,
                size_t size)
{
    for (const char *line = text; *line; line = next_line(line)) {
        size_t whole = strcspn(line, "\n");
        const char *list = memchr(line, ':', whole), *at;
        size_t n;

        at = list ? memchr(list + 1, ':', whole - (size_t)(list + 1 - line))
                  : NULL;
        if (!at || !lists(list + 1, (size_t)(at - list - 1), controller))
            continue;
        n = whole - (size_t)(at + 1 - line);
        if (n >= size)
            return -ENAMETOOLONG;
        memcpy(path, at + 1, n);
        path[n] = '\0';
        return 0;
    }
    return -ENOENT;
}

/* The name in brackets may hold anything, brackets too; behind it: state,
 * parent, group. */
int proc_group(const char *text, int *group)
{
    const char *end = strrchr(text, ')');
    char state;
    int parent;

    if (!end || sscanf(end + 1, " %c %d %d", &state, &parent, group) != 3)
        return -EBADMSG;
    return 0;
}
