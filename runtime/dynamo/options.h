/*
 * options.h - what a table is set to and has no effect on its items: encryption, its class,
 * protection against deletion, bounds on demand, warm throughput. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_OPTIONS_H
#define DYNAMO_OPTIONS_H

#include "runtime/dynamo/inquiry.h"

/* Checks the request's WarmThroughput for a table whose BillingMode and ProvisionedThroughput
 * stand in `table`: a document, or a request. */
bool options_check(struct inquiry *c, const struct value *table);

/* Put what the request says of these into the document, as descriptions show it. */
void options_put(struct inquiry *c, struct value **document);

#endif
