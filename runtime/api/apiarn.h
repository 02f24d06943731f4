/*
 * apiarn.h - the ARNs that requests of the API name, and the names that they give: what is
 * wrong with one is answered as AWS answers it.
 */
#ifndef API_APIARN_H
#define API_APIARN_H

#include <stdbool.h>
#include <stddef.h>

struct service_answer;

/* An ARN of Step Functions: arn:PARTITION:states:REGION:ACCOUNT:KIND:NAME and what follows. */
struct apiarn {
    const char *arn;   /* borrowed, as are all */
    const char *kind;  /* static: the one of the kinds that it is */
    const char *name;  /* what follows the kind */
    size_t plain_size; /* of the ARN up to the end of its first name: without a version, an
                          alias, an execution's name */
    const char *more;  /* what follows that and a ':'; NULL if nothing does */
};

/* Read an ARN of one of these kinds ("stateMachine"; NULL ends them). Returns false, with
 * InvalidArn in the answer, for any other text. */
bool apiarn_read(const char *arn, const char *const *kinds, struct apiarn *ret_parts,
                 struct service_answer *ret_answer);

/* Returns true if an execution, a state machine or an activity may be called that. Returns
 * false, with InvalidName in the answer. */
bool apiarn_check_name(const char *name, struct service_answer *ret_answer);

/* Returns true if it is the ARN of a role. Returns false, with InvalidArn in the answer. */
bool apiarn_check_role(const char *role, struct service_answer *ret_answer);

#endif
