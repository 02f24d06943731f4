/*
 * standin.h - what a distributed Map's child hangs on in a process that does not have the
 * execution which the Map is in: a frame that waits for nothing, and so takes no notice of the
 * child's end, of an execution that does not run.
 */
#ifndef STATION_STANDIN_H
#define STATION_STANDIN_H

struct asl_frame;
struct deployment;

/* New: its run is of that deployment (borrowed). */
struct asl_frame *standin_new(struct deployment *d);

/* The child is gone. */
void standin_release(struct asl_frame *f);

#endif
