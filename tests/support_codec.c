#include "tests/support_codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

enum { ROOM = 1 << 20 };

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t codec_unwrap(const char *text, unsigned char *bytes)
{
    unsigned bits = 0;
    size_t size = 0;

    for (size_t i = 0; text[i] != '\0' && text[i] != '='; i++) {
        bits = bits << 6 | (unsigned)(strchr(digits, text[i]) - digits);
        if (i % 4 != 0)
            bytes[size++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
    }
    return size;
}

char *codec_wrap(const unsigned char *bytes, size_t size)
{
    char *text = malloc(size / 3 * 4 + 5);
    char *at = text;

    assert_non_null(text);
    for (size_t i = 0; i < size; i += 3) {
        unsigned bits = (unsigned)bytes[i] << 16;

        bits |= i + 1 < size ? (unsigned)bytes[i + 1] << 8 : 0;
        bits |= i + 2 < size ? bytes[i + 2] : 0;
        for (int shift = 18; shift >= 0; shift -= 6)
            *at++ = digits[bits >> shift & 63];
    }
    for (size_t rest = size % 3; rest != 0 && rest < 3; rest++)
        at[(int)rest - 3] = '=';
    *at = '\0';
    return text;
}

unsigned char *codec_payload(const char *text, size_t *size)
{
    unsigned char *packed = malloc(strlen(text));
    unsigned char *payload = malloc(ROOM);
    uLongf room = ROOM;

    assert_non_null(packed);
    assert_non_null(payload);
    size_t packed_size = codec_unwrap(text, packed);
    assert_int_equal(uncompress(payload, &room, packed + 8, packed_size - 8),
                     Z_OK);
    free(packed);
    *size = room;
    return payload;
}

char *codec_text(const unsigned char *payload, size_t size)
{
    unsigned char *packed = malloc(ROOM);
    uLongf room = ROOM - 8;

    assert_non_null(packed);
    assert_int_equal(compress(packed + 8, &room, payload, size), Z_OK);
    memcpy(packed, "\x1c\x84\x93\x14\0\0", 6);
    packed[6] = (unsigned char)(room >> 8);
    packed[7] = (unsigned char)room;
    char *text = codec_wrap(packed, room + 8);
    free(packed);
    return text;
}
