/*
 * publish.h - messages are published to a topic of the embedded SNS, or to a telephone.
 */
#ifndef SNS_PUBLISH_H
#define SNS_PUBLISH_H

struct ask;

void publish_one(struct ask *a);
void publish_batch(struct ask *a);

#endif
