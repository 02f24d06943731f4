/*
 * edition.h - the versions of secrets of the embedded Secrets Manager, and their stages.
 */
#ifndef SECRETS_EDITION_H
#define SECRETS_EDITION_H

#include <stdbool.h>

struct ask;
struct keep;
struct value;

/* Returns true if the request has a value, and no more than one; *ret_has is false, and that is
 * no failure, if it has none. */
bool edition_check(struct ask *a, bool *ret_has);

/* The identifier that the request gives its version, or a new one: new, or NULL after a
 * failure. */
char *edition_id(struct ask *a);

/* Store the request's value as a version with these stages. The same value may be stored again.
 * Returns false after a failure. */
bool edition_store(struct ask *a, const struct keep *k, const char *id,
                   const struct value *stages);

/* {"VERSION": ["STAGE"]} of all versions that have a stage: new. */
struct value *edition_stages(struct ask *a, const struct keep *k);

/* The operations. */
void edition_get(struct ask *a);
void edition_put(struct ask *a);
void edition_list(struct ask *a);
void edition_move_stage(struct ask *a);

#endif
