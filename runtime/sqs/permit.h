/*
 * permit.h - who may use a queue, as its policy says: AddPermission and RemovePermission. The
 * policy is kept and told; nobody is kept out by it.
 */
#ifndef SQS_PERMIT_H
#define SQS_PERMIT_H

struct ask;

/* The operations. */
void permit_add(struct ask *a);
void permit_remove(struct ask *a);

#endif
