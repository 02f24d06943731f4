/*
 * known.h - what is known of an object of the embedded S3 beside its bytes: a row of the
 * database, which counts as long as the file is as it was when the row was written. A file
 * that was put there by hand has no such row: its ETag is computed once, and kept.
 */
#ifndef VAULT_KNOWN_H
#define VAULT_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/vault/blob.h"

struct value;
struct visit;

struct known {
    struct blob blob; /* open */
    char *etag;       /* in quotes */
    int64_t modified_ms;
    struct value *headers; /* an object: the members that GetObject answers of it */
    struct value *sums;    /* an object: its checksums */
    struct value *tags;    /* an array of {"Key", "Value"} */
    struct value *more; /* an object: what no header says, such as its VersionId and its Acl */
    int64_t rank;       /* of an older version (versions.h); 0 for the object itself */
};

/* Open an object. Returns false if there is none (it is empty then), or after a failure. */
bool known_open(struct visit *v, const char *bucket, const char *key, struct known *ret);

void known_close(struct known *r);

/* The headers of a row have what no header says, too. known_take_more() takes that out of
 * r->headers, known_headers() gives both (new). */
void known_take_more(struct known *r);
struct value *known_headers(const struct known *r);

/* Remember all of it for the object; the blob need not be open. */
void known_store(struct visit *v, const char *bucket, const char *key, const struct known *r);

void known_forget(struct visit *v, const char *bucket, const char *key);

#endif
