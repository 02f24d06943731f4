/*
 * machineref.h - which state machine an ARN names, and what of it: all of it, a version, an
 * alias, or a distributed Map in it.
 *
 *   ...:stateMachine:NAME, NAME:3, NAME:PROD, NAME/LABEL
 */
#ifndef API_MACHINEREF_H
#define API_MACHINEREF_H

#include <stdbool.h>
#include <stdint.h>

struct machine;
struct revision;
struct service_answer;
struct station;
struct value;
struct version;

enum machineref_kind {
    MACHINEREF_PLAIN,
    MACHINEREF_VERSION,
    MACHINEREF_ALIAS,
    MACHINEREF_MAP,
    MACHINEREF_OTHER /* nothing that the machine has */
};

struct machineref {
    enum machineref_kind kind;
    const char *arn;               /* borrowed: as it was given */
    struct machine *machine;       /* borrowed; NULL if there is none of that name */
    const struct version *version; /* borrowed; of a version */
    struct value *alias;           /* owned: the row of an alias */
    const char *label;             /* borrowed: of a Map */
};

/* Read such an ARN. Returns false, with InvalidArn in the answer, for any other text. */
bool machineref_read(struct station *s, const char *arn, struct machineref *ret_ref,
                     struct service_answer *ret_answer);

/* The same where only a machine itself is wanted, or anything of a machine that there is:
 * returns false, with StateMachineDoesNotExist or so in the answer, if it is not. */
bool machineref_plain(struct station *s, const char *arn, struct machine **ret_machine,
                      struct service_answer *ret_answer);
bool machineref_any(struct station *s, const char *arn, struct machineref *ret_ref,
                    struct service_answer *ret_answer);

/* Returns true if it is no distributed Map. Returns false, with ValidationException in the
 * answer.
 */
bool machineref_check_map(const struct machineref *r, struct service_answer *ret_answer);

/* Returns true if it is the ARN of a version, which need not be there. */
bool machineref_is_version(const struct machineref *r);

/* Put StateMachineDoesNotExist into an answer. Returns false. */
bool machineref_none(const char *arn, struct service_answer *ret_answer);

/* The version that an alias leads to: drawn by the weights of its routes, or the first one.
 * NULL if there is none any more. */
const struct version *machineref_draw(struct station *s, const struct machineref *r);
const struct version *machineref_first(const struct machineref *r);

/* The number of the version that this ARN names, of this machine; 0 if it does not. */
uint64_t machineref_version_number(const struct machine *m, const char *arn);

void machineref_close(struct machineref *r);

#endif
