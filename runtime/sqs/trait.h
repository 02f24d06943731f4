/*
 * trait.h - the attributes of a queue: what may be set, to what, and what is told of it.
 */
#ifndef SQS_TRAIT_H
#define SQS_TRAIT_H

#include <stdbool.h>
#include <stdint.h>

struct ask;
struct value;

/* Returns true if an attribute of that name can be asked for; "All" is not one. */
bool trait_is_known(const char *name);

/* Check attributes that a request sets. Returns false after a failure of the request. */
bool trait_check(struct ask *a, const struct value *attributes, bool is_fifo);

/* Put the defaults of what `attributes` lacks in it. */
void trait_fill(struct value **attributes, bool is_fifo);

/* The attribute as a number; as a truth. It must be there, and of that kind. */
int64_t trait_int(const struct value *attributes, const char *name);
bool trait_is_true(const struct value *attributes, const char *name);

/* An integer that a request may have, `otherwise` where it is absent, with bounds. Returns
 * false after a failure of the request, in SQS's words for a value outside of them. */
bool trait_within(struct ask *a, const char *parameter, int64_t least, int64_t most,
                  int64_t otherwise, int64_t *ret);

#endif
