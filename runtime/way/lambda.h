/*
 * lambda.h - a task done by a Lambda function that is hosted here (lambda:): a process that
 * speaks AWS's Lambda Runtime API and stays for the next task.
 *
 * lambda:node:FILE.NAME and lambda:python:FILE.NAME run a function in an interpreter, with a
 * bootstrap of ours; lambda:COMMAND ARGS runs any custom runtime. A function's error is the
 * task's as AWS has it (I-03): its errorType is the error's name, the whole JSON text the
 * cause.
 */
#ifndef WAY_LAMBDA_H
#define WAY_LAMBDA_H

struct asl_target;

extern const struct asl_target asl_target_lambda;

#endif
