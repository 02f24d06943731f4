/*
 * machineconf.h - how a state machine is to log, to trace and to be encrypted, and an activity
 * to be encrypted: what requests say of it, checked and filled in as AWS does. It steers which
 * executions are in the log (log.h) and which are traced (ongoing.c), and nothing else here.
 */
#ifndef MACHINE_MACHINECONF_H
#define MACHINE_MACHINECONF_H

#include <stdbool.h>

struct service_answer;
struct value;

/* The members that requests, rows and answers have; ends with NULL. */
extern const char *const machineconf_members[];

/* The configuration of a request of CreateStateMachine or UpdateStateMachine: what it does not
 * speak of is as in `before`; NULL: as AWS has it then. Returns true and *ret_config (new: an
 * object with all the members), or false with an error in the answer. */
bool machineconf_read(const struct value *input, const struct value *before,
                      struct value **ret_config, struct service_answer *ret_answer);

/* The encryptionConfiguration of a request alone, or AWS's own where it has none: new. NULL
 * with an error in the answer. */
struct value *machineconf_encryption(const struct value *input,
                                     struct service_answer *ret_answer);

/* For who says nothing: new. */
struct value *machineconf_usual(void);

/* Returns true if the request speaks of any of it. */
bool machineconf_is_given(const struct value *input);

/* The members of a configuration, out of an object that has them, into another. */
void machineconf_copy(struct value **to, const struct value *from);

#endif
