/*
 * terms.h - on what terms a request is served: If-Match and the like, and the range of bytes
 * that it asks for.
 */
#ifndef VAULT_TERMS_H
#define VAULT_TERMS_H

#include <stdbool.h>
#include <stdint.h>

struct known;
struct visit;

/* The terms IfMatch, IfNoneMatch, IfModifiedSince and IfUnmodifiedSince of a request that reads
 * an object; `prefix` is put in front of the members' names, such as "CopySource" (whose
 * refusals are never "not modified"). Returns false after a failure. */
bool terms_check_read(struct visit *v, const char *prefix, const struct known *r);

/* The terms IfMatch and IfNoneMatch of a request that writes the object which is `there`, or
 * NULL. */
bool terms_check_write(struct visit *v, const struct known *there);

/* A part of an object: `size` bytes from `start` on. */
struct terms_range {
    int64_t start, size;
    bool is_part; /* a range was asked for */
};

/* The range that a text such as "bytes=0-99" asks for, of `size` bytes; all of them where it is
 * NULL, or no range that S3 knows. Returns false after a failure. */
bool terms_range(struct visit *v, const char *text, int64_t size, struct terms_range *ret);

/* The range of a copy: "bytes=FIRST-LAST" alone, and no byte of it behind the object's end. */
enum terms_fault { TERMS_GOOD, TERMS_MALFORMED, TERMS_OUTSIDE };
enum terms_fault terms_copy_range(const char *text, int64_t size, struct terms_range *ret);

/* Returns true if both are the same ETag, with or without quotes. */
bool terms_is_etag(const char *text, const char *etag);

#endif
