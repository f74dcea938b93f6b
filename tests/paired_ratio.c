/*
 * The ratio of pairs, as the report would have it (harness/stats.h).
 *
 * Reads lines of two numbers, A and B, and prints the Hodges-Lehmann estimate
 * of A / B, the ends of its 95 % interval (- with fewer than six pairs), and
 * the medians of A and of B.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/stats.h"
#include "tests/support_drive.h"

static void print_bound(double bound)
{
    if (isnan(bound))
        printf(" -");
    else
        printf(" %.4f", bound);
}

int main(void)
{
    double a[STATS_MAX], b[STATS_MAX], of_a, of_b;
    struct estimate ratio;
    size_t n = 0;

    while (n < STATS_MAX && scanf("%lf %lf", &a[n], &b[n]) == 2)
        n++;
    if (!feof(stdin) || stats_ratio(a, b, n, 0.95, &ratio) < 0 ||
        stats_median(a, n, &of_a) < 0 || stats_median(b, n, &of_b) < 0) {
        fprintf(stderr,
                "paired_ratio: lines of two numbers above 0 are "
                "needed, from 1 to %d of them\n",
                STATS_MAX);
        return DRIVE_USAGE;
    }
    printf("%.4f", ratio.value);
    print_bound(ratio.low);
    print_bound(ratio.high);
    printf(" %.3f %.3f\n", of_a, of_b);
    return 0;
}
