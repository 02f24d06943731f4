/*
 * receive.h - messages are received from a queue of the embedded SQS, hidden meanwhile, and
 * deleted.
 */
#ifndef SQS_RECEIVE_H
#define SQS_RECEIVE_H

struct ask;

void receive_some(struct ask *a);
void receive_delete(struct ask *a);
void receive_delete_batch(struct ask *a);
void receive_hide(struct ask *a); /* ChangeMessageVisibility */
void receive_hide_batch(struct ask *a);

#endif
