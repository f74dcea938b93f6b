/*
 * suggest - the word that was probably meant.
 *
 * Knows nothing of what the words are.
 */
#ifndef MUXBENCH_SUGGEST_H
#define MUXBENCH_SUGGEST_H

#include <stddef.h>

/*
 * The candidate nearest to `word`, the first of equally near ones; NULL when
 * none is near: when more than a third, rounded up, of the longer word's
 * letters would have to be changed, added, left out or swapped with their
 * neighbour (the restricted Damerau-Levenshtein distance; Damerau, "A technique
 * for computer detection and correction of spelling errors", CACM 7(3), 1964).
 * Words longer than 63 bytes are near to nothing.
 */
const char *suggest(const char *word, const char *const *candidates, size_t n);

#endif
