/*
 * sweep.h - what the lifecycles of all buckets end is removed, and what they move to
 * another storage class is moved.
 */
#ifndef S3_SWEEP_H
#define S3_SWEEP_H

struct ask;

/* Operations of their own, which nobody can ask for: whether a bucket has a lifecycle, answered
 * with the member IsThere; and do what is due
 * by the visit's time. */
void sweep_look(struct ask *a);
void sweep_run(struct ask *a);

#endif
