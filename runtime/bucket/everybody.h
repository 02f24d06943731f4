/*
 * everybody.h - what a request that nobody has signed may do in the embedded S3. Whoever signs
 * is the owner, whatever the credentials: they may do everything.
 *
 * Everybody may do what a grant to the group AllUsers or a statement of the bucket's policy
 * with the principal "*" allows, as far as the bucket's public access block lets it. A
 * statement that has conditions allows nothing and denies nothing.
 */
#ifndef BUCKET_EVERYBODY_H
#define BUCKET_EVERYBODY_H

#include <stdbool.h>

struct ask;

/* The member of a request that nobody has signed: true. */
#define EVERYBODY "Anonymous"

/* Returns true if the request may be done; or false after the failure AccessDenied. It is meant
 * for ask.h, as what is asked before an operation. */
bool everybody_check(struct ask *a);

#endif
