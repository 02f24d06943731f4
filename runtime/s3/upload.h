/*
 * upload.h - objects of the embedded S3 are put and copied.
 */
#ifndef S3_UPLOAD_H
#define S3_UPLOAD_H

#include <stdbool.h>

#include "runtime/vault/notice.h"

struct ask;
struct known;
struct transfer;
struct visit;

void upload_put(struct ask *a);
void upload_copy(struct ask *a);

/* What a request says of a new object: its headers, tags, grants and lock. Returns false after
 * a failure; known_close() is always allowed. */
bool upload_describe(struct visit *v, struct known *r);

/* The terms on which a request writes its object. Returns false after a failure. */
bool upload_check(struct visit *v);

/* What was transferred becomes the request's object: `r` has all but its blob and its time. It
 * is told to those who want to know. Returns false after a failure. */
bool upload_finish(struct visit *v, struct transfer *t, struct known *r, enum notice_kind kind);

/* Open the object of a request's CopySource, whose terms are checked. Returns false after a
 * failure; known_close() is always allowed. */
bool upload_open_source(struct visit *v, struct known *ret, bool *ret_is_same);

#endif
