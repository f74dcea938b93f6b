#include "histogram.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
    STEPS_BITS = 11, /* 2 * 10^3 steps keep 3 digits: the next power of two */
    STEPS = 1 << STEPS_BITS,
    HALF_STEPS = STEPS / 2
};

/* Values >> shift lie in the upper half of the steps; 0 for values < STEPS. */
static unsigned shift_of(uint64_t value)
{
    unsigned leading = (unsigned)__builtin_clzll(value | (STEPS - 1));

    return 64 - STEPS_BITS - leading;
}

static size_t index_of(uint64_t value)
{
    unsigned shift = shift_of(value);

    return (size_t)shift * HALF_STEPS + (size_t)(value >> shift);
}

/* Set lowest and highest to the limits of the bucket at this index. */
static void limits_of(size_t index, uint64_t *lowest, uint64_t *highest)
{
    unsigned shift = 0;

    if (index >= STEPS)
        shift = (unsigned)(index / HALF_STEPS) - 1;
    *lowest = (uint64_t)(index - (size_t)shift * HALF_STEPS) << shift;
    *highest = *lowest + (UINT64_C(1) << shift) - 1;
}

int histogram_create(uint64_t highest_ns, struct histogram **result)
{
    if (highest_ns < 2 || highest_ns > HISTOGRAM_HIGHEST_MAX)
        return -EINVAL;

    /* Up to the end of the last doubling, as HdrHistogram counts it. */
    size_t length = ((size_t)shift_of(highest_ns) + 2) * HALF_STEPS;
    struct histogram *h = calloc(1, sizeof(*h) + length * sizeof(h->counts[0]));
    if (h == NULL)
        return -ENOMEM;
    h->highest = highest_ns;
    h->length = length;
    *result = h;
    return 0;
}

void histogram_destroy(struct histogram *h)
{
    free(h);
}

static void count_at(struct histogram *h, size_t index, uint64_t n)
{
    size_t last = index_of(h->highest);

    if (index > last) {
        h->clamped += n;
        index = last;
    }
    h->counts[index] += n;
    h->total += n;
}

void histogram_record(struct histogram *h, uint64_t value_ns)
{
    count_at(h, index_of(value_ns), 1);
}

static bool has_room(const struct histogram *h, uint64_t n)
{
    return n <= HISTOGRAM_TOTAL_MAX && h->total <= HISTOGRAM_TOTAL_MAX - n;
}

int histogram_record_n(struct histogram *h, uint64_t value_ns, uint64_t n)
{
    if (!has_room(h, n))
        return -EOVERFLOW;
    count_at(h, index_of(value_ns), n);
    return 0;
}

int histogram_add(struct histogram *h, const struct histogram *from)
{
    uint64_t clamped = from->clamped;

    if (!has_room(h, from->total))
        return -EOVERFLOW;
    for (size_t i = 0; i < from->length; i++)
        count_at(h, i, from->counts[i]);
    h->clamped += clamped;
    return 0;
}

bool histogram_next(const struct histogram *h, struct histogram_bucket *bucket)
{
    size_t i = bucket->next;

    while (i < h->length && h->counts[i] == 0)
        i++;
    if (i >= h->length)
        return false;
    limits_of(i, &bucket->lowest, &bucket->highest);
    bucket->count = h->counts[i];
    bucket->next = i + 1;
    return true;
}

uint64_t histogram_min(const struct histogram *h)
{
    struct histogram_bucket bucket = {0};

    histogram_next(h, &bucket);
    return bucket.lowest;
}

uint64_t histogram_max(const struct histogram *h)
{
    struct histogram_bucket bucket = {0};

    while (histogram_next(h, &bucket))
        continue;
    return bucket.highest;
}

double histogram_mean(const struct histogram *h)
{
    struct histogram_bucket bucket = {0};
    double sum = 0;

    while (histogram_next(h, &bucket)) {
        /* The middle as HdrHistogram takes it: rounded up. */
        uint64_t width = bucket.highest - bucket.lowest + 1;
        sum += (double)(bucket.lowest + width / 2) * (double)bucket.count;
    }
    return h->total > 0 ? sum / (double)h->total : 0;
}

/* Which value in rising order, from 1 on, stands at this percentile. */
static uint64_t rank_of(const struct histogram *h, double percentile)
{
    if (percentile >= 100)
        return h->total;

    /*
     * 99.9 % of 1000 is 999, but 99.9 / 100 * 1000 may come out a trifle above
     * and be rounded up to 1000: so start from the next lower number.
     */
    double share = nextafter(percentile, 0) / 100;
    uint64_t rank = (uint64_t)ceil(share * (double)h->total);
    return rank > 0 ? rank : 1;
}

uint64_t histogram_value_at_percentile(const struct histogram *h,
                                       double percentile)
{
    if (!(percentile > 0))
        return histogram_min(h);

    struct histogram_bucket bucket = {0};
    uint64_t rank = rank_of(h, percentile), seen = 0;

    while (seen < rank && histogram_next(h, &bucket))
        seen += bucket.count;
    return bucket.highest;
}

uint64_t histogram_count_at_or_below(const struct histogram *h,
                                     uint64_t value_ns)
{
    size_t last = index_of(value_ns);
    uint64_t sum = 0;

    for (size_t i = 0; i < h->length && i <= last; i++)
        sum += h->counts[i];
    return sum;
}
