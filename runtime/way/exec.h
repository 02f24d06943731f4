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

struct asl_target;

/* What it binds are the words of a command (base/words.h). */
extern const struct asl_target asl_target_exec;

#endif
