/*
 * keyterms.h - which conditions of a PartiQL statement are about the key of a table or an
 * index.
 */
#ifndef DYNAMO_KEYTERMS_H
#define DYNAMO_KEYTERMS_H

#include <stdbool.h>

struct catalog_schema;
struct partiql;
struct partiql_term;

/* The first term that says what the attribute equals, borrowed; NULL if there is none, or no
 * attribute. */
const struct partiql_term *keyterms_equal(const struct partiql *q, const char *attribute);

/* What a query can use of the conditions: an equal hash key, and at most one condition on the
 * range key, which is NULL if there is none; both are borrowed. Returns false where all items
 * have to be looked at. */
bool keyterms_query(const struct partiql *q, const struct catalog_schema *s,
                    const struct partiql_term **ret_hash,
                    const struct partiql_term **ret_range);

#endif
