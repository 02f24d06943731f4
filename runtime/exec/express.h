/*
 * express.h - what an Express execution does without, for a program that was built without
 * --type (T-28, I-20).
 */
#ifndef EXEC_EXPRESS_H
#define EXEC_EXPRESS_H

#include <stdbool.h>

struct asl_machine;
struct buf;

/* False where a machine, or one inside it, has states that no Express execution can have: then
 * `why` gets a line for each. A distributed Map is one, so that its items are not looked at.
 * NULL has none. */
bool express_takes(const struct asl_machine *m, struct buf *why);

#endif
