/*
 * operation.h - the operations of AWS's API of Step Functions. operations.def has them, and
 * what their requests may look like.
 */
#ifndef ENDPOINT_OPERATION_H
#define ENDPOINT_OPERATION_H

#include <stdbool.h>

enum operation {
#define OPERATION(name) OPERATION_##name,
#include "runtime/endpoint/operations.def"
    OPERATIONS /* how many there are */
};

struct demand;

/* "StartExecution"; static. */
const char *operation_name(enum operation o);

/* What its input may look like: a structure. */
const struct demand *operation_input(enum operation o);

/* Returns true if there is an operation of that name. */
bool operation_find(const char *name, enum operation *ret_operation);

#endif
