/*
 * The layers of HdrHistogram's text, written once more for the tests: so that
 * the module is not checked by itself, and so that one layer can be damaged
 * while the others stay sound. Failures fail the test that called.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_CODEC_H
#define MUXBENCH_TESTS_SUPPORT_CODEC_H

#include <stddef.h>

/* The bytes of sound base64; returns how many. They are fewer than `text`. */
size_t codec_unwrap(const char *text, unsigned char *bytes);

/* Any bytes as base64, to be freed. */
char *codec_wrap(const unsigned char *bytes, size_t size);

/* Header and counts of a sound text, to be freed. */
unsigned char *codec_payload(const char *text, size_t *size);

/* A text with a sound envelope around any payload, to be freed. */
char *codec_text(const unsigned char *payload, size_t size);

#endif
