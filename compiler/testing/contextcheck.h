/*
 * contextcheck.h - whether a context object that somebody makes up for TestState is one.
 */
#ifndef TESTING_CONTEXTCHECK_H
#define TESTING_CONTEXTCHECK_H

#include <stdbool.h>

struct arena;
struct value;

/* What AWS says of the first thing that is wrong with it: in the arena, or static. NULL if
 * nothing is. `has_token`: the state is a Task that waits for its job or for somebody outside.
 */
const char *contextcheck(struct arena *a, const struct value *context, bool has_token);

#endif
