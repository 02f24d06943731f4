/*
 * lock.h - versions of objects of the embedded S3 that must not be deleted: S3's Object Lock.
 */
#ifndef VAULT_LOCK_H
#define VAULT_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct known;
struct value;
struct visit;

/* The members of known.h's `more`. A retention is {"Mode": "GOVERNANCE" or "COMPLIANCE",
 * "RetainUntilDate": seconds since 1970}, a hold "ON" or "OFF". */
#define LOCK_RETENTION "Retention"
#define LOCK_HOLD      "LegalHold"

/* The version's retention; borrowed, NULL if it has none. */
const struct value *lock_retention(const struct known *r);

/* Returns true if locks are allowed in the bucket. */
bool lock_is_enabled(struct visit *v, const char *bucket);

/* Returns true if a retention is well-formed and ends later than now; false after a failure. */
bool lock_check_retention(struct visit *v, const struct value *retention);

/* Set in `r` what the request, or else the bucket, says of a new object's lock. Returns false
 * after a failure. */
bool lock_of_request(struct visit *v, struct known *r);

/* Returns true if the version may be deleted; false after a failure. */
bool lock_allows(struct visit *v, const struct known *r);

/* Returns true if the version's retention must not become that one: it would be shorter, or of
 * another mode, and the request does not bypass governance. */
bool lock_forbids(struct visit *v, const struct known *r, const struct value *retention);

/* Set the headers of an answer about the version. */
void lock_set_headers(const struct known *r, struct value **body);

#endif
