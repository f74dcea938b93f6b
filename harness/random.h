/*
 * Pseudo-random numbers that are the same on every platform, so that a stored
 * seed gives the same order of rounds and the same due times everywhere.
 * Not for secrets.
 *
 * Generator: xoshiro256** 1.0, its state filled by splitmix64 as its authors
 * advise (Blackman, Vigna: Scrambled Linear Pseudorandom Number Generators,
 * ACM TOMS 47(4), 2021; https://prng.di.unimi.it).
 */
#ifndef MUXBENCH_RANDOM_H
#define MUXBENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4]; /* never all zero; random_seed sees to that */
};

/* Start the sequence of this seed; every seed is good, 0 as well. */
void random_seed(struct random *r, uint64_t seed);

/* The next 64 random bits. */
uint64_t random_next(struct random *r);

/*
 * A number from 0 to limit - 1, each equally likely (Lemire: Fast Random
 * Integer Generation in an Interval, ACM TOMACS 29(1), 2019). limit 0 gives 0.
 * Takes one number of the sequence, rarely more.
 */
uint64_t random_below(struct random *r, uint64_t limit);

/* Exponentially distributed, with mean 1. Takes one number of the sequence. */
double random_exponential(struct random *r);

/* Put the values in a random order, each order equally likely. */
void random_shuffle(struct random *r, unsigned *values, size_t count);

#endif
