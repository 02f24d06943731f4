/*
 * redrive.h - where the messages of a queue go that were received too often, and back: its
 * RedrivePolicy, and the tasks that move messages out of dead-letter queues.
 */
#ifndef SQS_REDRIVE_H
#define SQS_REDRIVE_H

#include <stdbool.h>

struct ask;
struct database;
struct value;

/* Check the RedrivePolicy and the RedriveAllowPolicy among attributes that a request sets for
 * the queue of that name. Returns false after a failure of the request. */
bool redrive_check(struct ask *a, const char *queue, const struct value *attributes);

/* Go on with the tasks that have a rate, by the time. Returns true if there are any left. */
bool redrive_go_on(struct ask *a);

/* The operations. */
void redrive_start(struct ask *a);
void redrive_list(struct ask *a);
void redrive_cancel(struct ask *a);

#endif
