#include "suggest.h"

#include <string.h>

enum { WORD_MAX = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * Row i of the table holds the distances from the first i letters of `a` to
 * each beginning of `b`. Three rows are enough: a swap looks back two.
 */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t a_length = strlen(a), b_length = strlen(b);

    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1,
                           above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

const char *suggest(const char *word, const char *const *candidates, size_t n)
{
    const char *nearest = NULL;
    size_t nearest_distance = WORD_MAX;

    if (strlen(word) > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(candidates[i]), apart;

        if (length > WORD_MAX)
            continue;
        apart = distance(word, candidates[i]);
        if (length < strlen(word))
            length = strlen(word);
        if (apart <= (length + 2) / 3 && apart < nearest_distance) {
            nearest = candidates[i];
            nearest_distance = apart;
        }
    }
    return nearest;
}
