/*
 * run_explain - a run in words, for who wants to know what will be done and
 * what its numbers will mean, before it is.
 */
#ifndef MUXBENCH_RUN_EXPLAIN_H
#define MUXBENCH_RUN_EXPLAIN_H

#include <stdio.h>

struct run;

/* The first scenario of a run that is prepared, all but how long it takes. */
void run_explain(const struct run *, FILE *);

/* That, for the profile it was prepared with; behind a head of 10 letters at
 * most. */
void run_explain_time(const struct run *, const char *head, FILE *);

#endif
