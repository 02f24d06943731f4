/*
 * attributes.h - what is known of an object of the embedded S3, as GetObjectAttributes tells
 * it.
 */
#ifndef S3_ATTRIBUTES_H
#define S3_ATTRIBUTES_H

struct ask;

void attributes_get(struct ask *a);

#endif
