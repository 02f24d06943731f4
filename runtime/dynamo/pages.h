/*
 * pages.h - operations on many items of one table in order. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_PAGES_H
#define DYNAMO_PAGES_H

#include "runtime/dynamo/inquiry.h"

/* Return the answer's body (new), or NULL with the error in the call's answer. */
struct value *pages_query(struct inquiry *c);
struct value *pages_scan(struct inquiry *c);

#endif
