/*
 * expiry.h - what the rules of a bucket's lifecycle say of one object, and when. Days end at
 * midnight, by UTC.
 */
#ifndef BUCKET_EXPIRY_H
#define BUCKET_EXPIRY_H

#include <stdbool.h>
#include <stdint.h>

struct known;
struct value;
struct visit;

#define EXPIRY_NEVER INT64_MAX

/* The rules that are enabled: an array, new. Empty if the bucket has none. */
struct value *expiry_rules(struct visit *v, const char *bucket);

/* When the object expires, and by which rule (borrowed from `rules`, NULL if by none). */
int64_t expiry_of_object(const struct value *rules, const char *key, const struct known *r,
                         const struct value **ret_rule);

/* When an older version goes: it was the newest one until `since_ms`, and `newer` others are
 * between it and the newest one. */
int64_t expiry_of_version(const struct value *rules, const char *key, const struct known *r,
                          int64_t since_ms, int64_t newer);

/* When a marker of a deletion goes that hides nothing any more. */
int64_t expiry_of_marker(const struct value *rules, const char *key, const struct known *r);

/* When an upload that is not complete is given up. */
int64_t expiry_of_upload(const struct value *rules, const char *key, int64_t made_ms);

/* The storage class that the object has by now, as the rules move it; NULL: its own. Borrowed
 * from `rules`. */
const char *expiry_class(const struct value *rules, const char *key, const struct known *r,
                         int64_t now_ms);

/* Set the member Expiration in an answer about an object of the visit's bucket, if it expires.
 */
void expiry_set(struct visit *v, const char *key, const struct known *r, struct value **body);

#endif
