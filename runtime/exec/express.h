/*
 * express.h - what an Express execution does without, for a program that was built without
 * --type (T-28, I-20).
 */
#ifndef EXEC_EXPRESS_H
#define EXEC_EXPRESS_H

#include <stdbool.h>

struct asl_machine;
struct buf;

/* Returns false if a machine, or one inside it, has states that an Express execution cannot
 * have; `why` then gets a line for each. A distributed Map is such a state, so the states
 * inside it are not examined. A machine of NULL has no states. */
bool express_takes(const struct asl_machine *m, struct buf *why);

#endif
