/*
 * json_build - two things jansson leaves to its user.
 */
#ifndef MUXBENCH_JSON_BUILD_H
#define MUXBENCH_JSON_BUILD_H

#include <jansson.h>

/* A number, or null for NaN and the infinities, which JSON does not have. */
json_t *json_build_real(double value);

/* The object or list when `failed` is 0, the results of all that was put in
 * or'ed together; else NULL: one that lacks a member for want of memory is
 * none. */
json_t *json_build_end(json_t *object, int failed);

#endif
