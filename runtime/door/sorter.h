/*
 * sorter.h - tells which service a request is for, and how it is written.
 */
#ifndef DOOR_SORTER_H
#define DOOR_SORTER_H

struct exchange;

/* Sets the front, the service and the bucket of the host's name, by the first that is there: a
 * header X-Amz-Target; the path of Lambda's Invoke; the service that a signature names; an
 * Action of a form; the path. */
void sorter_sort(struct exchange *x);

#endif
