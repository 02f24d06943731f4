/*
 * outbox.h - what a turn does to the world outside: tasks begin, tasks are cancelled, and ends
 * of executions are reported.
 *
 * A move only puts such an effect in here. It is sent after the turn's commit point, in the
 * order in which it was put in: so whatever has happened outside is also in what was stored,
 * even if the program is killed. A task that was committed but not begun begins when its
 * execution is resumed.
 */
#ifndef EXEC_OUTBOX_H
#define EXEC_OUTBOX_H

struct asl_frame;
struct engine;
struct execution;
struct outbox; /* opaque */

struct outbox *outbox_new(void);
void outbox_release(struct outbox *o);

/* Have the task begin that the frame waits for; a Map Run that was read back asks again. */
void outbox_start(struct asl_frame *f);

/* The task that was to begin does not: its execution goes on elsewhere. */
void outbox_take_back(const struct asl_frame *f);

/* Cancel the frame's task, for which it does not wait any more. */
void outbox_cancel(struct asl_frame *f);

/* Have the engine's on_end called: the execution has ended. */
void outbox_end(struct execution *x);

/* The turn is lost: nothing of it is sent. `ended` is called for each execution that has ended
 * in it. */
void outbox_drop(struct engine *e, void (*ended)(void *owner, struct execution *x),
                 void *owner);

/* The turn is committed: send all of it. What the receivers put in meanwhile is sent, too. */
void outbox_send(struct engine *e);

#endif
