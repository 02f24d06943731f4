/*
 * resource.h - what a Task's Resource says: which family of events it has, and its names there.
 */
#ifndef AWS_RESOURCE_H
#define AWS_RESOURCE_H

#include <asl/tree.h>
#include <stddef.h>

#include "runtime/aws/arn.h"

/* What the tables of a workflow keep of a Task's Resource (struct asl_request). */
struct resource {
    enum asl_kind kind;
    bool waits;
    struct arn_part name; /* borrowed from the text */
};
struct resource resource_read(const char *text);

/*
 * The names by which a task can be bound, the best first; names that it lacks have a NULL text.
 * `text` is the Resource. `called` is what FunctionName says where it is lambda:invoke, or
 * StateMachineArn where it is states:startExecution, else NULL. All is borrowed.
 */
enum { RESOURCE_NAMES = 3 };
void resource_names(const char *text, const struct resource *r, const char *called,
                    struct arn_part names[RESOURCE_NAMES]);

/* H-22 .. H-25: each has events of its own. */
enum resource_family { RESOURCE_LAMBDA, RESOURCE_ACTIVITY, RESOURCE_SERVICE };

enum resource_family resource_family(const struct asl_request *r);

/*
 * A service's parts as history shows them (I-21):
 * arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken is type aws-sdk:sqs, name
 * sendMessage.waitForTaskToken. Borrowed from `resource`.
 */
struct resource_parts {
    const char *type;
    size_t type_size;
    const char *name;
};
struct resource_parts resource_parts(const char *resource);

#endif
