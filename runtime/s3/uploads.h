/*
 * uploads.h - the uploads of a bucket of the embedded S3 that are not complete, and the parts
 * of one, are listed.
 */
#ifndef S3_UPLOADS_H
#define S3_UPLOADS_H

struct ask;

void uploads_list(struct ask *a);
void uploads_list_parts(struct ask *a);

#endif
