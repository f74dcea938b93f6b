#include "random.h"

#include <math.h>

static uint64_t rotate_left(uint64_t x, unsigned bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_seed(struct random *r, uint64_t seed)
{
    /*
     * splitmix64 is a bijection of a counter: four outputs in a row differ, so
     * the state cannot be all zero, from which xoshiro never gets away.
     */
    for (size_t i = 0; i < 4; i++)
        r->state[i] = splitmix64(&seed);
}

uint64_t random_next(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/*
 * The 128-bit product of a and b from four of 64 bits: ISO C has no 128-bit
 * type, and the sequence must not depend on an extension.
 */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low)
{
    uint64_t a_low = a & UINT32_MAX, a_high = a >> 32;
    uint64_t b_low = b & UINT32_MAX, b_high = b >> 32;
    uint64_t cross = a_high * b_low + (a_low * b_low >> 32);
    uint64_t middle = a_low * b_high + (cross & UINT32_MAX);

    *low = a * b;
    return a_high * b_high + (cross >> 32) + (middle >> 32);
}

uint64_t random_below(struct random *r, uint64_t limit)
{
    uint64_t low;
    uint64_t high = multiply(random_next(r), limit, &low);

    if (low >= limit) /* always so when limit is 0 */
        return high;

    /*
     * 2^64 mod limit of the products belong to no full interval; redrawing
     * them is what takes the bias away. The division is rarely reached.
     */
    uint64_t surplus = (0 - limit) % limit;
    while (low < surplus)
        high = multiply(random_next(r), limit, &low);
    return high;
}

/* 53 bits make a double of 0 <= u < 1, so the logarithm is finite. */
double random_exponential(struct random *r)
{
    return -log1p(-((double)(random_next(r) >> 11) * 0x1p-53));
}

/* Fisher-Yates, from the end. */
void random_shuffle(struct random *r, unsigned *values, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)random_below(r, i);
        unsigned value = values[i - 1];

        values[i - 1] = values[j];
        values[j] = value;
    }
}
