/*
 * answer.h - what an execution came to, as a user sees it: JSON, a word, an exit code.
 */
#ifndef PROGRAM_ANSWER_H
#define PROGRAM_ANSWER_H

#include <stdbool.h>
#include <stdio.h>

#include "runtime/base/exit.h"
#include "runtime/exec/frame.h"

struct value;

/* What an execution came to. All is borrowed. */
struct answer {
    enum execution_status status;
    const char *arn, *machine_arn, *name;
    int64_t start_ms, stop_ms;
    struct value *input, *output; /* the output of a success, else NULL */
    const char *error, *cause;    /* NULL if absent */
    int64_t redrives;
    bool express;
};

/* Of an execution that has ended: borrowed from it. */
struct answer answer_of(const struct execution *x);

/* DescribeExecution's JSON, whatever the status. New. */
struct value *answer_describe(const struct answer *a);

/* {"error":...,"cause":...}, each only if it is there; for one that was stopped from outside,
   which has neither as a rule, {"status":"ABORTED"} as well. New. */
struct value *answer_failure(const struct answer *a);

/* The exit code of a program that ran this one execution, which has ended. */
enum exit_code answer_exit(enum execution_status status);

/* Print a value and the end of the line at once; false if that could not be written. */
bool answer_print(FILE *out, const struct value *v);

#endif
