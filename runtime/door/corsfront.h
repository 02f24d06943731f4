/*
 * corsfront.h - what S3 tells browsers of requests that pages of other origins send: whether
 * the CORS configuration of the bucket allows them.
 */
#ifndef DOOR_CORSFRONT_H
#define DOOR_CORSFRONT_H

#include <stdbool.h>

struct exchange;
struct value;

/* Returns true if a request is one of S3 that CORS is about: it names a bucket, and has an
 * Origin or the method OPTIONS. *ret_bucket (new) is the bucket then. */
bool corsfront_is_for(const struct exchange *x, char **ret_bucket);

/* Judge such a request by what GetBucketCors answers for its bucket; NULL: the bucket has no
 * such configuration. Returns true if it is to be done, and the headers for the browser are
 * added to its answer; or false once it is answered. A page of another origin that no rule
 * allows may only ask, and cannot read the answer. */
bool corsfront_check(struct exchange *x, const struct value *cors);

#endif
