/*
 * website.h - a bucket of S3 as a website: what its configuration says of pages, of errors and
 * of other addresses. Nobody signs here, so only what everybody may read is there.
 *
 * The host names the bucket: BUCKET.s3-website.localhost, or with a region behind "s3-website"
 * as AWS has it.
 */
#ifndef DOOR_WEBSITE_H
#define DOOR_WEBSITE_H

#include <stdbool.h>

struct exchange;
struct service_answer;
struct value;

/* Returns true if the request's host is a website's. */
bool website_is_for(const struct exchange *x);

/* Answer the request. `ask` puts an operation to S3; `input` is borrowed. */
void website_serve(struct exchange *x,
                   void (*ask)(void *owner, struct exchange *x, const char *operation,
                               const struct value *input, struct service_answer *ret_answer),
                   void *owner);

#endif
