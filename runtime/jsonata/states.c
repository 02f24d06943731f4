#include "runtime/jsonata/states.h"

#include <string.h>

#include "runtime/eval/work.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static const char *const words[] = {
    [STATES_INPUT] = "input",
    [STATES_RESULT] = "result",
    [STATES_ERROR_OUTPUT] = "errorOutput",
    [STATES_CONTEXT] = "context",
};

enum states_member states_member(const char *name)
{
    enum states_member m = STATES_INPUT;
    while (m < STATES_NO_MEMBER && strcmp(name, words[m]) != 0) {
        m++;
    }
    return m;
}

static bool has_own(const struct asl_scope *s)
{
    return s->input != NULL || s->result != NULL || s->error_output != NULL;
}

static struct value *member_of(const struct asl_scope *s, enum states_member member)
{
    switch (member) {
    case STATES_INPUT: return s->input;
    case STATES_RESULT: return s->result;
    case STATES_ERROR_OUTPUT: return s->error_output;
    case STATES_CONTEXT: return s->context == NULL ? NULL : s->context(s->owner);
    case STATES_NO_MEMBER: return NULL;
    }
    return NULL;
}

bool states_look(struct work *w, enum states_member member, struct value **ret_value)
{
    if (!has_own(w->scope)) {
        return false;
    }
    *ret_value = member_of(w->scope, member);
    return true;
}

static struct value *whole(const struct asl_scope *s)
{
    struct value *states = value_object();
    for (enum states_member m = STATES_INPUT; m < STATES_NO_MEMBER; m++) {
        struct value *v = member_of(s, m);
        if (v != NULL) {
            value_set_take(&states, words[m], value_share(v));
        }
    }
    return states;
}

bool states_variable(struct work *w, const char *name, struct value **ret_value)
{
    struct asl_scope *s = w->scope;
    if (has_own(s) && strcmp(name, "states") == 0) {
        *ret_value = whole(s);
        return true;
    }
    struct value *v = NULL;
    if (s->variable == NULL || !s->variable(s->owner, name, &v)) {
        return false;
    }
    *ret_value = value_share(v);
    return true;
}
