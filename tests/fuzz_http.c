/*
 * A libFuzzer target for http. By hand, from the root of the tree:
 *
 *   clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined \
 *       -D_POSIX_C_SOURCE=200809L -iquote . -iquote harness \
 *       tests/fuzz_http.c tests/support_http.c harness/http*.c -o fuzz_http
 *   ./fuzz_http -max_len=2048 -max_total_time=60
 *
 * The first byte says whether the connection ends after the response, the
 * second how far apart the cuts are, the rest is the response.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/support_http.h"

#define CUTS_MAX 256
#define LENGTH_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_guard guard; /* made once, for speed */
    struct http_outcome whole, cut;
    struct http_text text;
    size_t cuts[CUTS_MAX], count = 0, step;
    bool ends;

    if (size < 2 || size > LENGTH_MAX)
        return 0;
    if (!guard.pages && http_guard_init(&guard, LENGTH_MAX) < 0)
        abort();
    /* An input shows the same whatever was tried before it. */
    guard.memo = (struct http_memo){.length = 0};
    text = (struct http_text){(const char *)data + 2, size - 2};
    ends = data[0] & 1;
    step = 1 + data[1] % 64u;
    for (size_t at = step; at < text.length && count < CUTS_MAX; at += step)
        cuts[count++] = at;
    whole = http_outcome_of(&guard, false, text, ends, NULL, 0);
    cut = http_outcome_of(&guard, true, text, ends, cuts, count);
    if (whole.broken || cut.broken || !http_outcome_equal(&whole, &cut))
        abort();
    return 0;
}
