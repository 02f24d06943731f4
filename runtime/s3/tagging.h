/*
 * tagging.h - the tags of objects of the embedded S3.
 */
#ifndef S3_TAGGING_H
#define S3_TAGGING_H

struct ask;

void tagging_get(struct ask *a);
void tagging_put(struct ask *a);
void tagging_delete(struct ask *a);

#endif
