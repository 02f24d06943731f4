/*
 * visit.h - one request to the embedded S3, while it is answered, and S3's errors.
 */
#ifndef VAULT_VISIT_H
#define VAULT_VISIT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/service/ask.h"

/* More than this is not put into one answer, nor taken out of one request. */
#define VISIT_BODY_MAX (INT64_C(64) << 20)

/* What S3 says to a request that it does not know. The door says it too, of operations that
 * never come as far as a visit. */
#define VISIT_NOT_IMPLEMENTED                                                                  \
    "A header you provided implies functionality that is not implemented"

struct visit {
    struct ask ask; /* the first: visit_of() says why */
    const char *operation;
    const char *folder;       /* of the embedded services: its folder s3 has the buckets */
    int root;                 /* that folder, open */
    const char *bucket, *key; /* of the request, once visit_bucket() and so on have looked */
    struct value *uploads;    /* whose parts are of no use once the answer is stored */
    bool writes;              /* no other process writes meanwhile */
    bool is_unsure;           /* the answer is of no use: ask again, as one who writes */
};

/* The visit whose request that is. */
struct visit *visit_of(struct ask *a);

/* Fail with an error of S3. `code` is static, and one of the table's: it brings the status and
 * the words. visit_refuse_with() has other words. They return false. */
bool visit_refuse(struct visit *v, const char *code);
bool visit_refuse_with(struct visit *v, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add to a failure what it is about: an argument, whose text may be NULL; or any member of the
 * error. They return false. */
bool visit_argument(struct visit *v, const char *name, const char *text);
bool visit_detail(struct visit *v, const char *member, const char *text);

/* Fail for a negative errno of a file. */
bool visit_refuse_file(struct visit *v, int error);

/* Find the request's bucket, which must be there; its key, which must be good; or both. Return
 * false after a failure. */
bool visit_bucket(struct visit *v);
bool visit_key(struct visit *v);
bool visit_object(struct visit *v);

/* Returns true if there is such a bucket. */
bool visit_has_bucket(const struct visit *v, const char *bucket);

/* Returns true if an object may have that key. */
bool visit_check_key(struct visit *v, const char *key);

/* A text of the request or NULL, borrowed. */
const char *visit_text(const struct visit *v, const char *member);

/* The good answer; `body` is taken. */
void visit_answer(struct visit *v, struct value *body);

#endif
