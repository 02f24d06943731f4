/*
 * resource.h - what a Task's Resource says: which family of events it has, and its names there.
 */
#ifndef AWS_RESOURCE_H
#define AWS_RESOURCE_H

#include <stddef.h>

/* H-22 .. H-25: each has events of its own. */
enum resource_family { RESOURCE_LAMBDA, RESOURCE_ACTIVITY, RESOURCE_SERVICE };

enum resource_family resource_family(const char *resource);

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
