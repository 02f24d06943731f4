/*
 * postpolicy.h - the policy by which the owner of a bucket says what a form may put into it.
 */
#ifndef FORM_POSTPOLICY_H
#define FORM_POSTPOLICY_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;

/* Check a form's fields and the size of its file against the policy that is among the fields,
 * if one is. Returns NULL, or the code of S3's error, static, and its message in `why`. */
const char *postpolicy_check(const struct value *fields, const char *bucket, size_t size,
                             int64_t now_ms, struct buf *why);

#endif
