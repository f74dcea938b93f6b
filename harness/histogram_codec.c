/*
 * The compressed V2 encoding of HdrHistogram as base64 text:
 *
 *   base64( cookie u32 | size u32 | zlib( header | counts ) )
 *
 *   header: cookie u32, bytes of counts u32, index offset u32 (0),
 *           significant digits u32 (3), lowest discernible value u64 (1),
 *           highest trackable value u64, conversion ratio f64 (1.0)
 *   counts: from index 0 on; a run of n > 1 empty buckets as -n, any other
 *           bucket as its count; numbers as ZigZag LEB128 of at most 9 bytes
 *
 * Numbers are big-endian. Source: the reference implementation in Java,
 * AbstractHistogram.java and ZigZagEncoding.java of HdrHistogram 2.1.
 */
#include "histogram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base64.h"

enum {
    COUNT_SIZE_MAX = 9, /* bytes of LEB128 */
    ENVELOPE_SIZE = 8,
    HEADER_SIZE = 40,
    PAYLOAD_SIZE_MAX = HEADER_SIZE + HISTOGRAM_LENGTH_MAX * COUNT_SIZE_MAX,
    /* zlib adds less than 1 % to what it cannot compress, base64 a third. */
    TEXT_SIZE_MAX = PAYLOAD_SIZE_MAX / 2 * 3
};

/* 0x10: the counts are LEB128, not words of a fixed size. */
static const uint32_t envelope_cookie = 0x1c849304 | 0x10;
static const uint32_t header_cookie = 0x1c849303 | 0x10;
static const uint64_t one_as_double = UINT64_C(0x3ff0000000000000);

static unsigned char *put_number(unsigned char *at, uint64_t number, int bytes)
{
    while (bytes-- > 0)
        *at++ = (unsigned char)(number >> (8 * bytes));
    return at;
}

static uint64_t get_number(const unsigned char *at, int bytes)
{
    uint64_t number = 0;

    while (bytes-- > 0)
        number = number << 8 | *at++;
    return number;
}

/* ZigZag: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
static unsigned char *put_leb128(unsigned char *at, uint64_t zigzag)
{
    int bytes = 1;

    for (; zigzag >= 0x80 && bytes < COUNT_SIZE_MAX; bytes++) {
        *at++ = (unsigned char)(zigzag | 0x80);
        zigzag >>= 7;
    }
    /* The ninth byte needs no mark of a further one: it holds 8 bits. */
    *at++ = (unsigned char)zigzag;
    return at;
}

/* NULL: the number is cut off. */
static const unsigned char *get_leb128(const unsigned char *at,
                                       const unsigned char *end,
                                       uint64_t *zigzag)
{
    *zigzag = 0;
    for (unsigned shift = 0; at < end; shift += 7) {
        uint64_t byte = *at++;

        if (shift == 7 * (COUNT_SIZE_MAX - 1)) {
            *zigzag |= byte << shift;
            return at;
        }
        *zigzag |= (byte & 0x7f) << shift;
        if (byte < 0x80)
            return at;
    }
    return NULL;
}

/* At least one bucket is written: an empty histogram has the count 0. */
static unsigned char *put_counts(unsigned char *at, const struct histogram *h)
{
    size_t end = h->length;

    while (end > 1 && h->counts[end - 1] == 0)
        end--;
    for (size_t i = 0; i < end;) {
        uint64_t n = h->counts[i++];
        uint64_t run = 1;

        for (; n == 0 && i < end && h->counts[i] == 0; i++)
            run++;
        at = put_leb128(at, run > 1 ? 2 * run - 1 : 2 * n);
    }
    return at;
}

static int get_counts(const unsigned char *at, const unsigned char *end,
                      struct histogram *h)
{
    uint64_t zigzag;

    for (size_t i = 0; at < end;) {
        at = get_leb128(at, end, &zigzag);
        if (at == NULL)
            return -EBADMSG;

        bool is_run = zigzag & 1;
        uint64_t n = zigzag / 2;
        if (is_run) {
            if (n >= h->length - i) /* the run is of n + 1 buckets */
                return -EBADMSG;
            i += (size_t)n + 1;
        } else {
            if (i == h->length || n > HISTOGRAM_TOTAL_MAX - h->total)
                return -EBADMSG;
            h->counts[i++] = n;
            h->total += n;
        }
    }
    return 0;
}

static size_t put_payload(unsigned char *payload, const struct histogram *h)
{
    unsigned char *counts = payload + HEADER_SIZE;
    size_t size = (size_t)(put_counts(counts, h) - counts);
    unsigned char *at = put_number(payload, header_cookie, 4);

    at = put_number(at, size, 4);
    at = put_number(at, 0, 4);
    at = put_number(at, 3, 4);
    at = put_number(at, 1, 8);
    at = put_number(at, h->highest, 8);
    put_number(at, one_as_double, 8);
    return HEADER_SIZE + size;
}

static int get_payload(const unsigned char *payload, size_t size,
                       struct histogram **result)
{
    if (size < HEADER_SIZE || get_number(payload, 4) != header_cookie)
        return -EBADMSG;
    /* Older versions of HdrHistogram_c counted the header as well. */
    uint64_t stated = get_number(payload + 4, 4);
    if (stated != size - HEADER_SIZE && stated != size)
        return -EBADMSG;
    if (get_number(payload + 8, 4) != 0 || get_number(payload + 12, 4) != 3 ||
        get_number(payload + 16, 8) != 1 ||
        get_number(payload + 32, 8) != one_as_double)
        return -ENOTSUP;

    struct histogram *h;
    int error = histogram_create(get_number(payload + 24, 8), &h);
    if (error != 0)
        return error == -EINVAL ? -EBADMSG : error;
    error = get_counts(payload + HEADER_SIZE, payload + size, h);
    if (error == 0)
        *result = h;
    else
        histogram_destroy(h);
    return error;
}

/* The compressed payload in its envelope, malloc'ed; NULL: no memory. */
static unsigned char *pack(const unsigned char *payload, size_t size,
                           size_t *packed_size)
{
    uLongf room = compressBound((uLong)size);
    unsigned char *packed = malloc(ENVELOPE_SIZE + room);

    if (packed == NULL)
        return NULL;
    if (compress(packed + ENVELOPE_SIZE, &room, payload, (uLong)size) != Z_OK) {
        free(packed);
        return NULL;
    }
    put_number(packed, envelope_cookie, 4);
    put_number(packed + 4, room, 4);
    *packed_size = ENVELOPE_SIZE + room;
    return packed;
}

/* `payload` has room for PAYLOAD_SIZE_MAX bytes; returns how many there are. */
static int unpack(const unsigned char *packed, size_t size,
                  unsigned char *payload)
{
    if (size < ENVELOPE_SIZE || get_number(packed, 4) != envelope_cookie ||
        get_number(packed + 4, 4) != size - ENVELOPE_SIZE)
        return -EBADMSG;

    uLongf payload_size = PAYLOAD_SIZE_MAX;
    uLong used = (uLong)(size - ENVELOPE_SIZE);
    int status =
        uncompress2(payload, &payload_size, packed + ENVELOPE_SIZE, &used);
    if (status == Z_MEM_ERROR)
        return -ENOMEM;
    if (status != Z_OK || used != size - ENVELOPE_SIZE)
        return -EBADMSG;
    return (int)payload_size;
}

int histogram_to_base64(const struct histogram *h, char **text)
{
    if (h->total > HISTOGRAM_TOTAL_MAX)
        return -EOVERFLOW;

    unsigned char *payload = malloc(HEADER_SIZE + h->length * COUNT_SIZE_MAX);
    if (payload == NULL)
        return -ENOMEM;

    size_t size = put_payload(payload, h);
    unsigned char *packed = pack(payload, size, &size);
    free(payload);
    if (packed == NULL)
        return -ENOMEM;

    char *digits = malloc(BASE64_SIZE(size));
    if (digits != NULL)
        base64_encode(packed, size, digits);
    free(packed);
    *text = digits;
    return digits != NULL ? 0 : -ENOMEM;
}

int histogram_from_base64(const char *text, size_t length,
                          struct histogram **result)
{
    if (length == 0 || length > TEXT_SIZE_MAX)
        return -EBADMSG;

    unsigned char *packed = malloc(length / 4 * 3 + 1);
    unsigned char *payload = malloc(PAYLOAD_SIZE_MAX);
    int size = -ENOMEM;

    if (packed != NULL && payload != NULL)
        size = base64_decode(text, length, packed);
    if (size >= 0)
        size = unpack(packed, (size_t)size, payload);
    if (size >= 0)
        size = get_payload(payload, (size_t)size, result);
    free(payload);
    free(packed);
    return size;
}
