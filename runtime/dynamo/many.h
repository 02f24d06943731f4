/*
 * many.h - operations on many items of several tables. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_MANY_H
#define DYNAMO_MANY_H

#include "runtime/dynamo/inquiry.h"

/* Return the answer's body (new), or NULL with the error in the call's answer. */
struct value *many_get(struct inquiry *c);
struct value *many_write(struct inquiry *c);

#endif
