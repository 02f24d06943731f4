/*
 * permission.h - who may use a topic, as its policy says: AddPermission and RemovePermission,
 * and what may not be in its messages. Both are kept and told; nobody is kept out by them.
 */
#ifndef SNS_PERMISSION_H
#define SNS_PERMISSION_H

struct ask;

/* The operations. */
void permission_add(struct ask *a);
void permission_remove(struct ask *a);
void permission_put_protection(struct ask *a);
void permission_get_protection(struct ask *a);

#endif
