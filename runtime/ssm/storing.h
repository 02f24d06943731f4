/*
 * storing.h - parameters are put into the embedded Parameter Store, and deleted.
 */
#ifndef SSM_STORING_H
#define SSM_STORING_H

struct ask;

void storing_put(struct ask *a);
void storing_delete(struct ask *a);
void storing_delete_many(struct ask *a);

#endif
