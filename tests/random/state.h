/*
 * state.h - random blocks of states, which always come to an end: whatever leads backwards
 * counts in a variable how often it has done so.
 */
#ifndef RANDOM_STATE_H
#define RANDOM_STATE_H

#include "tests/random/gen.h"

/* "StartAt": ..., "States": {...} of the whole workflow, into g->definition, and the mocks that
 * its tasks want. */
void state_workflow(struct gen *g);

#endif
