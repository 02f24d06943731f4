/*
 * deletion.h - objects of the embedded S3 are deleted.
 */
#ifndef S3_DELETION_H
#define S3_DELETION_H

struct ask;

void deletion_one(struct ask *a);
void deletion_many(struct ask *a);

#endif
