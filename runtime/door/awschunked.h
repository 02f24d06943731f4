/*
 * awschunked.h - reads bodies in the encoding aws-chunked, in which clients of S3 send what
 * they sign, or check, while they send it.
 */
#ifndef DOOR_AWSCHUNKED_H
#define DOOR_AWSCHUNKED_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct wire_headers;

/* Appends the content to `out`, and adds the trailers to `trailers`. Returns false if the body
 * is not whole or not in this encoding. Signatures of chunks are not checked. */
bool awschunked_read(const char *body, size_t size, struct buf *out,
                     struct wire_headers *trailers);

#endif
