/*
 * outbox.h - what a turn does to the world outside: tasks that begin, tasks that are called
 * off, ends that somebody is told of.
 *
 * A move only puts it in here. It leaves once the turn's commit point has passed, in the order
 * in which it was put in: so nothing happens outside that a program which is killed would not
 * remember. A task that has been committed and not begun begins again when its execution is
 * resumed.
 */
#ifndef EXEC_OUTBOX_H
#define EXEC_OUTBOX_H

struct asl_frame;
struct engine;
struct execution;
struct outbox; /* opaque */

struct outbox *outbox_new(void);
void outbox_release(struct outbox *o);

/* The frame waits for its task, which is to begin. */
void outbox_start(struct asl_frame *f);

/* The frame does not wait for its task any more. */
void outbox_cancel(struct asl_frame *f);

/* The execution has ended, and the engine's on_end is to be told. */
void outbox_end(struct execution *x);

/* The turn is committed: send all of it. What the receivers put in meanwhile goes out, too. */
void outbox_send(struct engine *e);

#endif
