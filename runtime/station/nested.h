/*
 * nested.h - tasks that call Step Functions itself: in a server they reach the server's own
 * state machines and executions, by the same operations as its clients, without a socket.
 *
 * states:startExecution.sync waits for the child's end in the process, and stops the child if
 * nobody waits any more. A task that begins again after a restart finds the child that it has
 * started before. One that was an Express child and has ended since has left nothing: it is run
 * once more.
 */
#ifndef STATION_NESTED_H
#define STATION_NESTED_H

struct call;
struct nested; /* opaque */
struct station;

/* From now on the tasks of the station's machines that call Step Functions, and to which
 * nothing else is bound, are done here. `ask` does an operation of the API, and answers it now
 * or later. New; all is borrowed. */
struct nested *nested_open(struct station *s, void (*ask)(void *owner, struct call *c),
                           void *owner);

/* What the store had of before goes on (station_resume()). Children whose parents had stopped
 * waiting for them when the process ended are stopped now. */
void nested_resumed(struct nested *n);

/* Between station_empty() and station_close(): no task is left. */
void nested_close(struct nested *n);

#endif
