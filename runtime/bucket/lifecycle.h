/*
 * lifecycle.h - what S3 wants of a bucket's lifecycle rules. They are kept and given back;
 * nothing expires.
 */
#ifndef BUCKET_LIFECYCLE_H
#define BUCKET_LIFECYCLE_H

#include <stdbool.h>

struct value;
struct visit;

/* Returns false after a failure. Rules without an ID get one. */
bool lifecycle_check(struct visit *v, struct value **is);

#endif
