/*
 * exec.h - a task done by a program of its own (exec:): JSON on its standard input and
 * output.
 *
 * A program that ends with an exit code other than 0 has failed. Where it printed a JSON object
 * with a text errorType, that is the error's name; the cause is the whole JSON text for a
 * Lambda function, as AWS has it, and the object's errorMessage for any other resource (I-03).
 */
#ifndef WAY_EXEC_H
#define WAY_EXEC_H

#include <stdbool.h>

struct asl_target;
struct asl_workflow;
struct buf;
struct target_job;

/* What asl_target_exec does (target.h), for ways that do the same with something besides:
 * `extra_env`, which is copied, ends with NULL, or is NULL. */
bool exec_read(const struct asl_workflow *w, const char *text, void **ret_bound,
               struct buf *why);
void *exec_start(void *bound, const struct target_job *job, const char *const *extra_env);
void exec_abandon(void *work);
void exec_release(void *bound);

/* What it binds are the words of a command (base/words.h). */
extern const struct asl_target asl_target_exec;

#endif
