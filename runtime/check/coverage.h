/*
 * coverage.h - which states, transitions, Choice rules and catchers of a workflow the
 * executions have passed.
 *
 * What there is to pass comes from the workflow's own definition, whose lines are shown. A
 * definition that is not JSON has its states alone.
 */
#ifndef CHECK_COVERAGE_H
#define CHECK_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct asl_workflow;
struct coverage; /* opaque */
struct observer;

/* New; the workflow is static. */
struct coverage *coverage_new(const struct asl_workflow *w);
void coverage_release(struct coverage *c);

/* What an execution is to be started with to be counted. Borrowed. */
const struct observer *coverage_observer(const struct coverage *c);

/* A table, and what was not passed, a line each, every line behind `prefix`. */
void coverage_print(const struct coverage *c, FILE *out, const char *prefix);

/* Whether so many percent of the states have been passed. */
bool coverage_reaches(const struct coverage *c, size_t percent);

/* A tracefile of lcov: states are its functions, rules and catchers its branches. Returns 0, or
 * a negative errno. */
int coverage_write_lcov(const struct coverage *c, const char *path);

#endif
