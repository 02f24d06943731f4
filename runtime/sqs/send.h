/*
 * send.h - messages come into a queue of the embedded SQS.
 */
#ifndef SQS_SEND_H
#define SQS_SEND_H

struct ask;

void send_one(struct ask *a);
void send_batch(struct ask *a);

#endif
