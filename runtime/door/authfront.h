/*
 * authfront.h - what DynamoDB says of a request whose signature is missing or not whole. No
 * signature is checked: whoever reaches the door may enter.
 */
#ifndef DOOR_AUTHFRONT_H
#define DOOR_AUTHFRONT_H

struct buf;
struct http_request;

/* Returns NULL if the request has all that a signature is made of; or the code of an error,
 * static, and its message in `why`. */
const char *authfront_check(const struct http_request *r, struct buf *why);

#endif
