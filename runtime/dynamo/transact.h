/*
 * transact.h - operations that do all of their parts or none. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_TRANSACT_H
#define DYNAMO_TRANSACT_H

#include "runtime/dynamo/inquiry.h"

/* Return the answer's body (new), or NULL with the error in the call's answer. */
struct value *transact_write(struct inquiry *c);
struct value *transact_get(struct inquiry *c);

#endif
