/*
 * history.h - the versions of the objects of a bucket of the embedded S3 are listed.
 */
#ifndef S3_HISTORY_H
#define S3_HISTORY_H

struct ask;

void history_list(struct ask *a);

#endif
