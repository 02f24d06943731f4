/*
 * execref.h - the execution that a request names.
 */
#ifndef API_EXECREF_H
#define API_EXECREF_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct station;

/* The number of the execution whose ARN stands in the request's executionArn. Returns false
 * after an answer: InvalidArn or ExecutionDoesNotExist. */
bool execref_find(struct station *s, struct call *c, uint64_t *ret_number);

/* The same, and an Express execution that a Map Run has started is found as well. */
bool execref_find_any(struct station *s, struct call *c, uint64_t *ret_number);

#endif
