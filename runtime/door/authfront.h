/*
 * authfront.h - what DynamoDB and S3 say of a request whose signature is missing or not whole.
 * No signature is checked: whoever reaches the door may enter.
 */
#ifndef DOOR_AUTHFRONT_H
#define DOOR_AUTHFRONT_H

struct buf;
struct http_request;

/* Returns NULL if the request has all that a signature is made of; or the code of an error,
 * static, and its message in `why`. */
const char *authfront_check(const struct http_request *r, struct buf *why);

/* The same of a request to S3, which may be signed in either of two ways: by a header that has
 * all its parts, by its query (presign.h), or not at all. */
const char *authfront_check_object(const struct http_request *r, struct buf *why);

#endif
