#include "aa.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "verdict.h"

/* P(X <= hits) of a binomial X of n and p. */
static double binomial_below(size_t hits, size_t n, double p)
{
    double sum = 0;

    if (p <= 0 || p >= 1)
        return p <= 0 || hits >= n;
    for (size_t k = 0; k <= hits; k++)
        sum += exp(lgamma((double)n + 1) - lgamma((double)k + 1) -
                   lgamma((double)(n - k) + 1) + (double)k * log(p) +
                   (double)(n - k) * log1p(-p));
    return sum;
}

/* The p at which so many hits or fewer have this probability; it falls with p.
 * 60 halvings are more than a double can tell apart. */
static double solve(size_t hits, size_t n, double probability)
{
    double low = 0, high = 1;

    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;

        if (binomial_below(hits, n, middle) > probability)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

void aa_interval(size_t hits, size_t n, double confidence, double *low,
                 double *high)
{
    double tail = (1 - confidence) / 2;

    *low = hits == 0 ? 0 : solve(hits - 1, n, 1 - tail);
    *high = hits == n ? 1 : solve(hits, n, tail);
}

static bool says_difference(const struct verdict_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        switch (pairs[i].verdict) {
        case VERDICT_BETTER_BY:
        case VERDICT_BETTER:
        case VERDICT_WORSE:
        case VERDICT_WORSE_BY:
            return true;
        case VERDICT_NONE:
        case VERDICT_EQUAL:
        case VERDICT_UNDECIDED:
        case VERDICT_COUNT:
            break;
        }
    return false;
}

int aa_judge(const double *values, size_t rows, size_t blocks,
             const struct verdict_rule *rule, struct aa_rate *r)
{
    struct verdict_pair pairs[AA_ROWS_MAX * AA_ROWS_MAX];
    double family[AA_ROWS_MAX * AA_BLOCKS];

    memset(r, 0, sizeof *r);
    r->rate = r->low = r->high = NAN;
    while (r->families < blocks / AA_BLOCKS) {
        int result;

        for (size_t i = 0; i < rows; i++)
            memcpy(&family[i * AA_BLOCKS],
                   &values[i * blocks + r->families * AA_BLOCKS],
                   AA_BLOCKS * sizeof *family);
        result = verdict_family(family, rows, AA_BLOCKS, rule, pairs);
        if (result < 0)
            return result;
        r->families++;
        r->different += says_difference(pairs, rows * rows);
    }
    if (r->families > 0) {
        r->rate = (double)r->different / (double)r->families;
        aa_interval(r->different, r->families, 0.95, &r->low, &r->high);
    }
    return 0;
}
