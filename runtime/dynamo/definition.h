/*
 * definition.h - checks of what CreateTable and UpdateTable say of keys, indexes and
 * throughput. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_DEFINITION_H
#define DYNAMO_DEFINITION_H

#include <stdbool.h>

#include "runtime/dynamo/inquiry.h"

/* All of a CreateTable. */
bool definition_check_create(struct inquiry *c);

/* The throughput that a request gives (NULL: none): of an index, or of the table for NULL. */
bool definition_check_throughput(struct inquiry *c, const struct value *throughput,
                                 const char *index);

/* An index that UpdateTable adds, whose key attributes are in `definitions`. */
bool definition_check_index(struct inquiry *c, const struct value *index,
                            const struct value *definitions);

/* Whether the request may say of a global index of a table on demand, or of one that is not,
 * what it says of throughput. */
bool definition_check_index_billing(struct inquiry *c, const struct value *index,
                                    bool on_demand);

#endif
