/*
 * statements.h - operations by statements of PartiQL: each becomes one of the other operations.
 * Private to runtime/dynamo/.
 */
#ifndef DYNAMO_STATEMENTS_H
#define DYNAMO_STATEMENTS_H

#include "runtime/dynamo/inquiry.h"

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *statements_execute(struct inquiry *c);
struct value *statements_batch(struct inquiry *c);
struct value *statements_transact(struct inquiry *c);

#endif
