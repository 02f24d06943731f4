/*
 * arn.h - the parts of an Amazon Resource Name, and what they say about the resource of a task.
 *
 * An ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:REST (I-23); an integration's REST ends in
 * .sync, .sync:2 or .waitForTaskToken where the task is more than one call (I-11, I-13).
 * Nothing is copied: parts are borrowed from the text.
 */
#ifndef AWS_ARN_H
#define AWS_ARN_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text; its `text` is NULL if there is no such part. */
struct arn_part {
    const char *text;
    size_t size;
};

struct arn {
    struct arn_part partition, service, region, account, rest;
};

/* All of a text that ends with a NUL. */
struct arn_part arn_part(const char *text);

bool arn_part_is(struct arn_part p, const char *word);
bool arn_part_begins(struct arn_part p, const char *with);

/* arn_part_before() is what comes before the first `mark`, or all of it; arn_part_after() is
 * the part without its first `bytes`. */
struct arn_part arn_part_before(struct arn_part p, char mark);
struct arn_part arn_part_after(struct arn_part p, size_t bytes);

/* Returns false if it has fewer than six parts. They may be empty. */
bool arn_read(struct arn_part text, struct arn *ret_arn);

/* How a task waits for what it calls. Only ARNs say that. */
enum arn_pattern { ARN_CALL, ARN_SYNC, ARN_SYNC_2, ARN_TOKEN };

/* The pattern of a resource. *ret_plain is the resource without the pattern's word; `ret_plain`
 * may be NULL. */
enum arn_pattern arn_pattern(struct arn_part resource, struct arn_part *ret_plain);

/* ---- The resource of a task ---- */

bool arn_is_lambda(const char *resource);
bool arn_is_activity(const char *resource);

/* What an Express execution cannot do (T-28, I-20). */
enum arn_lack {
    ARN_LACKS_NOTHING,
    ARN_LACKS_TOKEN,
    ARN_LACKS_JOB,
    ARN_LACKS_ACTIVITY,
    ARN_LACKS_MAP
};

/* What a Task's resource asks for that an Express execution cannot do. */
enum arn_lack arn_express_lack(const char *resource);

/* "wait for a task token", behind "can not". Static; NULL for ARN_LACKS_NOTHING. */
const char *arn_lack_words(enum arn_lack lack);

/* arn:aws:states:::SERVICE:ACTION, with any pattern; `call` is "lambda:invoke" and so on. */
bool arn_is_call(const char *resource, const char *call);

/* Returns true if `resource` calls a Lambda function: it is a function's ARN, or lambda:invoke
 * (I-01, I-02). */
bool arn_calls_lambda(const char *resource);

/* The name of the Lambda function that `resource` itself is, if it is one (I-01). */
struct arn_part arn_function(const char *resource);

/* The bare name in what FunctionName may be: a name, with a qualifier, a partial or a whole
 * ARN. */
struct arn_part arn_bare_function(const char *function);

/* The bare name in what StateMachineArn may be: the ARN of a machine, with a version or an
 * alias, or a name. */
struct arn_part arn_bare_machine(const char *machine);

/* The bare name in the ARN of a connection of EventBridge, connection/NAME/UUID; of any other
 * text no part. */
struct arn_part arn_bare_connection(const char *connection);

/* What comes after the last ':', without the pattern's word. */
struct arn_part arn_last(const char *resource);

/* ---- Bindings of tasks ---- */

/* Returns true if `key` is the name, or a pattern for it in which '*' matches any run. */
bool arn_fits(const char *key, struct arn_part name);

#endif
