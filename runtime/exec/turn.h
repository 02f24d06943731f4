/*
 * turn.h - what makes executions move: a turn steps every frame that is ready until it parks or
 * ends, commits what has changed, lets the effects out, and takes the loop's news.
 */
#ifndef EXEC_TURN_H
#define EXEC_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/exec/frame.h"

struct asl_workflow;
struct clock;
struct deployment;
struct engine;
struct loop;

/* Open an engine, and close it. All other arguments are borrowed. */
void turn_open(struct engine *e, struct clock *c, struct loop *l);
void turn_close(struct engine *e);

/* Have an engine run a workflow, with workers for its tasks. Before it is withdrawn, and before
 * the engine is closed, every execution of it must have been released. What the caller has set
 * of limits and local stays. */
void turn_deploy(struct engine *e, struct deployment *d, const struct asl_workflow *w);
void turn_withdraw(struct deployment *d);

/* Deadlines of the loop come here; `owner` is the engine. */
void turn_deadline(void *owner, uint64_t ticket);

/* Turn until all executions have ended. Returns false if some still wait, but nothing can ever
 * happen again. */
bool turn_run(struct engine *e);

/* The two parts of a turn, for a caller that waits for other things as well. */

/* Step every frame that is ready, commit, and let the effects out. */
void turn_step(struct engine *e);

/* Take the loop's news. With `may_wait` the turn sleeps until there are some, or a virtual
 * clock jumps. Returns false if none can ever come. */
bool turn_news(struct engine *e, bool may_wait);

/* Returns true if turn_news() and turn_step() have something to do now. */
bool turn_is_due(const struct engine *e);

/* Stop every execution that no other has started, and let the effects out. `cause` is copied;
 * it may be NULL. */
void turn_stop_all(struct engine *e, enum execution_status status, const char *cause);

#endif
