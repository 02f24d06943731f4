/*
 * task.h - random tasks, who answers them in the mock file, and what is done with their
 * failures.
 */
#ifndef RANDOM_TASK_H
#define RANDOM_TASK_H

#include "tests/random/block.h"

/* The members of a Task state that are its own: Resource, Parameters, the limits. */
void task_members(struct gen *g, const char *state);

/* The Resource of a Lambda function, and its mock: of a state in JSONata. */
void task_function(struct gen *g, const char *state);

/* Retry and Catch, each in some of the cases. */
void task_rescue(struct gen *g, struct block *b);

#endif
