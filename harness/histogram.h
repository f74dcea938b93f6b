/*
 * Histogram of durations with a relative error below 0.1 %, in the bucket
 * layout of HdrHistogram (Gil Tene, http://hdrhistogram.org): lowest
 * discernible value 1 ns, 3 significant digits. So counts, percentiles and
 * encoded text agree with HdrHistogram's own tools, whatever their language.
 *
 * Values below 2048 have a bucket each. From there on each doubling is cut
 * into 1024 buckets of equal width. Values that share a bucket are equivalent:
 * the histogram cannot tell them apart.
 *
 * The histogram knows nothing of clocks or files. Values are nanoseconds here,
 * but any whole number does.
 */
#ifndef MUXBENCH_HISTOGRAM_H
#define MUXBENCH_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits of the format, which holds signed numbers. */
#define HISTOGRAM_HIGHEST_MAX ((uint64_t)INT64_MAX)
#define HISTOGRAM_TOTAL_MAX ((uint64_t)INT64_MAX)
#define HISTOGRAM_LENGTH_MAX 55296 /* buckets up to HISTOGRAM_HIGHEST_MAX */

/* The usual highest value. */
#define HISTOGRAM_HOUR_NS UINT64_C(3600000000000)

/* To be read by everyone, written only by the functions below. */
struct histogram {
    uint64_t highest; /* trackable value, ns */
    uint64_t total;   /* how many values were counted, clamped ones included */
    uint64_t clamped; /* how many of them were above the highest */
    size_t length;    /* of counts */
    uint64_t counts[];
};

/*
 * Make an empty histogram for values up to highest_ns, which is 2 to
 * HISTOGRAM_HIGHEST_MAX. 0, -EINVAL (highest_ns out of range) or -ENOMEM;
 * *result is only set on 0. An hour takes 264 KiB.
 */
int histogram_create(uint64_t highest_ns, struct histogram **result);

/* NULL is allowed. */
void histogram_destroy(struct histogram *h);

/*
 * Count one value. A value above the highest trackable one, and not equivalent
 * to it, counts as the highest and is counted as clamped as well.
 */
void histogram_record(struct histogram *h, uint64_t value_ns);

/*
 * Count a value n times. 0, or -EOVERFLOW when the total would pass
 * HISTOGRAM_TOTAL_MAX; nothing is counted then.
 */
int histogram_record_n(struct histogram *h, uint64_t value_ns, uint64_t n);

/*
 * Add all counts of `from`: the same as recording its values in h. Values that
 * h cannot track are clamped; those clamped in `from` stay so. 0 or
 * -EOVERFLOW, as above.
 */
int histogram_add(struct histogram *h, const struct histogram *from);

/*
 * Lowest value equivalent to the smallest recorded, highest equivalent to the
 * largest, and the mean of the buckets' middles; all 0 when empty.
 */
uint64_t histogram_min(const struct histogram *h);
uint64_t histogram_max(const struct histogram *h);
double histogram_mean(const struct histogram *h);

/*
 * The highest value equivalent to the smallest recorded value that at least
 * this share of all values does not exceed. percentile: 0 to 100, others are
 * taken as the nearer end; at 0 histogram_min. 0 when empty.
 */
uint64_t histogram_value_at_percentile(const struct histogram *h,
                                       double percentile);

/* How many values are below value_ns or equivalent to it. */
uint64_t histogram_count_at_or_below(const struct histogram *h,
                                     uint64_t value_ns);

/* One bucket: `count` values from `lowest` to `highest`, both included. */
struct histogram_bucket {
    uint64_t lowest, highest, count;
    size_t next; /* where the search goes on */
};

/*
 * Step to the next bucket that is not empty, in rising order. Start with a
 * bucket of zeroes. False: there is none.
 */
bool histogram_next(const struct histogram *h, struct histogram_bucket *bucket);

/*
 * The compressed V2 encoding of HdrHistogram in base64, as in its interval
 * logs: "HISTFAAAA...". The format has no place for the number of clamped
 * values: record it beside. *text is ended by NUL, to be freed by the caller.
 * 0, -ENOMEM or -EOVERFLOW (total above HISTOGRAM_TOTAL_MAX).
 *
 * The bytes depend on the version of zlib: compare what they decode to.
 */
int histogram_to_base64(const struct histogram *h, char **text);

/*
 * The histogram of such a text of `length` characters, with or without NUL
 * behind them. Nothing is taken on trust: -EBADMSG for text that is not base64,
 * not this encoding, cut off, too long or damaged; -ENOTSUP for a sound one
 * with another unit than 1, precision than 3 digits, index offset than 0 or
 * conversion ratio than 1; -ENOMEM. *result is only set on 0.
 */
int histogram_from_base64(const char *text, size_t length,
                          struct histogram **result);

#endif
