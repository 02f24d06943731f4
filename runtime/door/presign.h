/*
 * presign.h - what S3 says of an address that is signed in its query, once it has expired. No
 * signature is checked.
 */
#ifndef DOOR_PRESIGN_H
#define DOOR_PRESIGN_H

#include <stdint.h>

struct buf;
struct http_request;

/* Returns NULL if the address may still be used, or is none that is signed; or the code of an
 * error, static, and its message in `why`. */
const char *presign_check(const struct http_request *r, int64_t now_ms, struct buf *why);

#endif
