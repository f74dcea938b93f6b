/* Alternate signal stacks are part of POSIX's XSI option. */
#define _XOPEN_SOURCE 700

#include "overflow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "coroutine.h"

/* Room for the handler and for all registers of the processor. */
#define SIGNAL_STACK ((size_t)64 * 1024)

/*
 * What this thread watches. A signal handler is given no pointer of its
 * user's, so there must be one where it can find it; and since a fault is
 * delivered to the thread that made it, a thread's own is enough: no lock, and
 * no list of others' pools.
 */
static _Thread_local struct overflow_watch *innermost;

/* Words put together without stdio, which is not allowed in a handler. */
struct line {
    char text[256];
    size_t length;
};

static void add_text(struct line *line, const char *text)
{
    while (*text && line->length < sizeof line->text)
        line->text[line->length++] = *text++;
}

static void add_number(struct line *line, size_t number)
{
    char digits[24];
    size_t at = sizeof digits - 1;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add_text(line, digits + at);
}

static void report(const struct stack_pool *pool, const char *stack)
{
    struct line line = {.length = 0};

    add_text(&line, "muxbench: stack overflow in coroutine '");
    add_text(&line, coroutine_name_on(pool, stack));
    add_text(&line, "' (");
    add_number(&line, pool->size / 1024);
    add_text(&line, " KiB): it ran into the guard page below it;"
                    " muxbench fetch --stack-size sets another size\n");
    if (write(STDERR_FILENO, line.text, line.length) < 0)
        return; /* nobody is left to be told */
}

/* SA_RESETHAND has put the default action back. It is taken when the handler
 * has returned, by the signal that was raised here. */
static void on_fault(int number, siginfo_t *info, void *registers)
{
    (void)registers;
    for (struct overflow_watch *w = innermost; w; w = w->outer) {
        char *stack = stack_guarded_by(w->pool, info->si_addr);

        if (stack) {
            report(w->pool, stack);
            break;
        }
    }
    raise(number);
}

/* A guard page is reported by SIGSEGV; on macOS, and on FreeBSD before 12, by
 * SIGBUS. */
static int install_handler(int number)
{
    struct sigaction now, ours = {.sa_sigaction = on_fault};

    if (sigaction(number, NULL, &now) < 0)
        return -errno;
    if (now.sa_flags & SA_SIGINFO ? now.sa_sigaction != on_fault
                                  : now.sa_handler != SIG_DFL)
        return -EBUSY;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND;
    sigemptyset(&ours.sa_mask);
    return sigaction(number, &ours, NULL) < 0 ? -errno : 0;
}

int overflow_watch(struct overflow_watch *w, const struct stack_pool *pool)
{
    int result = install_handler(SIGSEGV);

    if (result == 0)
        result = install_handler(SIGBUS);
    if (result < 0)
        return result;
    *w = (struct overflow_watch){.pool = pool, .outer = innermost};
    w->stack.ss_size = SIGNAL_STACK;
    w->stack.ss_sp = malloc(SIGNAL_STACK);
    if (!w->stack.ss_sp)
        return -ENOMEM;
    if (sigaltstack(&w->stack, &w->stack_before) < 0) {
        result = -errno;
        free(w->stack.ss_sp);
        return result;
    }
    innermost = w;
    return 0;
}

void overflow_unwatch(struct overflow_watch *w)
{
    innermost = w->outer;
    sigaltstack(&w->stack_before, NULL);
    free(w->stack.ss_sp);
}
