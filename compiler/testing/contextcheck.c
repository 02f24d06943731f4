#include "compiler/testing/contextcheck.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/value/value.h"

/* The fields of a context object. */
static const struct row {
    const char *within, *name; /* `within` is NULL for the object's own */
    enum value_type type;      /* VALUE_ABSENT: any */
} rows[] = {
    { NULL, "Execution", VALUE_OBJECT },
    { NULL, "State", VALUE_OBJECT },
    { NULL, "StateMachine", VALUE_OBJECT },
    { NULL, "Task", VALUE_OBJECT },
    { "Execution", "Id", VALUE_STRING },
    { "Execution", "Input", VALUE_ABSENT },
    { "Execution", "Name", VALUE_STRING },
    { "Execution", "RedriveCount", VALUE_NUMBER },
    { "Execution", "RedriveTime", VALUE_STRING },
    { "Execution", "RoleArn", VALUE_STRING },
    { "Execution", "StartTime", VALUE_STRING },
    { "State", "EnteredTime", VALUE_STRING },
    { "State", "Name", VALUE_STRING },
    { "State", "RetryCount", VALUE_NUMBER },
    { "StateMachine", "Id", VALUE_STRING },
    { "StateMachine", "Name", VALUE_STRING },
    { "Task", "Token", VALUE_STRING },
};

#define OPENING "Invalid Context object provided: "

static const struct row *find(const char *within, const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *its = rows[i].within;
        bool is_there = within == NULL ? its == NULL : its != NULL && strcmp(its, within) == 0;
        if (is_there && strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static const char *type_word(enum value_type type)
{
    return type == VALUE_STRING ? "a string" : type == VALUE_NUMBER ? "a number" : "an object";
}

/* What is wrong with the members of the context, or of one of its objects. */
static const char *look(struct arena *a, const char *within, const struct value *object)
{
    const char *why = NULL;
    for (struct value_walk w = value_walk(object); why == NULL && value_step(&w);) {
        const struct row *row = find(within, w.key);
        const char *place = within == NULL ? w.key : arena_print(a, "%s.%s", within, w.key);
        if (row == NULL) {
            why = arena_print(a, OPENING "Field '%s' is not allowed", place);
        } else if (row->type != VALUE_ABSENT && value_type(w.value) != row->type) {
            why = arena_print(a, OPENING "%s must be %s", place, type_word(row->type));
        } else if (within == NULL) {
            why = look(a, w.key, w.value);
        }
    }
    return why;
}

const char *contextcheck(struct arena *a, const struct value *context, bool has_token)
{
    if (value_type(context) != VALUE_OBJECT) {
        return OPENING "Context object must be a JSON object";
    }
    if (value_member(context, "Map", NULL)) {
        return OPENING "'Map' field is not supported when mocking a Context object";
    }
    const char *why = look(a, NULL, context);
    if (why == NULL && value_member(context, "Task", NULL) && !has_token) {
        why = OPENING "Context object contains 'Task' when state is not a Task state with a "
                      "'.sync' or '.waitForTaskToken' service integration pattern";
    }
    return why;
}
