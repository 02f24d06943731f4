/*
 * entrance.h - what a request may do in the embedded S3. Whoever signs is the owner, whatever
 * the credentials: they may do everything that the bucket's policy does not deny.
 *
 * A request that nobody has signed may do what a grant to the group AllUsers or a statement of
 * the policy allows, as far as the bucket's public access block lets it.
 */
#ifndef BUCKET_ENTRANCE_H
#define BUCKET_ENTRANCE_H

#include <stdbool.h>

struct ask;
struct visit;

/* Returns true if the request may be done; or false after the failure AccessDenied. It is meant
 * for ask.h, as what is asked before an operation. What DeleteObjects may delete is asked key
 * by key, and what a copy may read before it is read. */
bool entrance_check(struct ask *a);
bool entrance_may_delete(struct visit *v, const char *key, const char *version);
bool entrance_may_copy_from(struct visit *v, const char *bucket, const char *key,
                            const char *version);

#endif
