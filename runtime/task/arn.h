/*
 * arn.h - what the name of a resource says of who does it.
 *
 * An ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:REST (I-23); an integration's REST ends in
 * .sync, .sync:2 or .waitForTaskToken where the task is more than one call (I-11, I-13).
 */
#ifndef TASK_ARN_H
#define TASK_ARN_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text that is borrowed; a `text` of NULL: there is none. */
struct arn_part {
    const char *text;
    size_t size;
};

bool arn_is_lambda_invoke(const char *resource);
bool arn_is_activity(const char *resource);

/* It ends in .sync, .sync:2 or .waitForTaskToken. */
bool arn_is_submitted(const char *resource);

/* The name of the Lambda function that `resource` itself is, if it is one (I-01). */
struct arn_part arn_function(const char *resource);

/* The bare name in what FunctionName may be: a name, with a qualifier, a partial or a whole
 * ARN. */
struct arn_part arn_bare_function(const char *function);

/* What stands behind the last ':', without .sync and its kin. */
struct arn_part arn_last(const char *resource);

#endif
