/*
 * multipart.h - objects that are uploaded to the embedded S3 in parts.
 */
#ifndef S3_MULTIPART_H
#define S3_MULTIPART_H

struct ask;

void multipart_create(struct ask *a);
void multipart_put(struct ask *a);
void multipart_copy(struct ask *a);
void multipart_complete(struct ask *a);
void multipart_abort(struct ask *a);

#endif
