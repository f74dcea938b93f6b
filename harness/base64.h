/*
 * base64 - bytes as text and back (RFC 4648, section 4).
 */
#ifndef MUXBENCH_BASE64_H
#define MUXBENCH_BASE64_H

#include <stddef.h>

/* Characters of the text of so many bytes, with the NUL. */
#define BASE64_SIZE(bytes) (((bytes) + 2) / 3 * 4 + 1)

/* `text` has room for BASE64_SIZE(size). */
void base64_encode(const unsigned char *bytes, size_t size, char *text);

/* `bytes` has room for length / 4 * 3. How many there are; -EBADMSG: it is not
 * what base64_encode() would have written. */
int base64_decode(const char *text, size_t length, unsigned char *bytes);

#endif
