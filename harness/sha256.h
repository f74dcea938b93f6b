/*
 * sha256 - the SHA-256 of bytes (FIPS 180-4, section 6.2).
 */
#ifndef MUXBENCH_SHA256_H
#define MUXBENCH_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32 /* bytes of a hash */

/* A hash under way. */
struct sha256 {
    uint32_t state[8];
    uint64_t size;           /* bytes so far */
    unsigned char block[64]; /* the first size % 64 of it wait */
};

void sha256_begin(struct sha256 *);
void sha256_add(struct sha256 *, const void *bytes, size_t size);
void sha256_end(struct sha256 *, unsigned char hash[SHA256_SIZE]);

#endif
