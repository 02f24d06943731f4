/*
 * customer.h - how objects of the embedded S3 say that they are encrypted: with keys of S3, of
 * KMS, or of the customer. Nothing is encrypted: but who has put an object with a key of his
 * own must show the same key to read it.
 */
#ifndef VAULT_CUSTOMER_H
#define VAULT_CUSTOMER_H

#include <stdbool.h>

struct known;
struct value;
struct visit;

/* Set in `r` what the request, or else the bucket, says of a new object's encryption; its
 * headers are set. Returns false after a failure. */
bool customer_of_request(struct visit *v, struct known *r);

/* Returns true if the request has the key of the object, if that has one; false after a
 * failure. `prefix` is put in front of the members' names, such as "CopySource". */
bool customer_allows(struct visit *v, const char *prefix, const struct known *r);

/* Set what an answer about the object says of its encryption. */
void customer_set(const struct known *r, struct value **body);

#endif
