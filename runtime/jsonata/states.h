/*
 * states.h - the variables of the workflow, and $states, as an expression sees them (J-06).
 *
 * $states is never made as a whole unless an expression wants it so: the context is made only
 * when somebody asks for it.
 */
#ifndef JSONATA_STATES_H
#define JSONATA_STATES_H

#include <stdbool.h>

struct value;
struct work;

/* Returns true if there is such a variable: *ret_value (new) is it. */
bool states_variable(struct work *w, const char *name, struct value **ret_value);

/* What a member of $states may be. */
enum states_member {
    STATES_INPUT,
    STATES_RESULT,
    STATES_ERROR_OUTPUT,
    STATES_CONTEXT,
    STATES_NO_MEMBER
};
enum states_member states_member(const char *name);

/* $states.member, borrowed; NULL if it is undefined. Returns false if $states is not the
 * scope's own: it is a variable then. */
bool states_look(struct work *w, enum states_member member, struct value **ret_value);

#endif
