/*
 * sdk.h - what can be called as arn:aws:states:::aws-sdk:SERVICE:ACTION (I-15, I-16): every
 * service of AWS and its actions, out of services.txt, which is baked into the compiler.
 *
 * A line of services.txt is a service: its name, the prefix of its errors' names, "listed",
 * "unlisted" (Step Functions does not document it) or "retired", its name in AWS's command
 * line, and its actions, with a '!' before those that Step Functions does not support. Tabs
 * part the five, blanks the actions. tests/aws/tables.py makes it.
 */
#ifndef AWS_SDK_H
#define AWS_SDK_H

#include "runtime/aws/arn.h"

struct arena;

enum sdk_standing {
    SDK_KNOWN,
    SDK_SERVICE_UNKNOWN,
    SDK_SERVICE_UNLISTED,
    SDK_SERVICE_RETIRED,
    SDK_ACTION_UNKNOWN,
    SDK_ACTION_UNSUPPORTED
};

/* Says whether Step Functions can call this action of this service, and if not, why. */
enum sdk_standing sdk_standing(struct arn_part service, struct arn_part action);

/* Call `f` for each service that Step Functions lists, and for each action of one that it can
 * call: in the order of services.txt. */
typedef void sdk_visit(void *owner, struct arn_part word);
void sdk_each_service(sdk_visit *f, void *owner);
void sdk_each_action(struct arn_part service, sdk_visit *f, void *owner);

/* Guess which service was meant, or which action of a service that exists. Returns NULL where
 * nothing comes close. In the arena. */
const char *sdk_nearest_service(struct arena *a, struct arn_part service);
const char *sdk_nearest_action(struct arena *a, struct arn_part service,
                               struct arn_part action);

#endif
