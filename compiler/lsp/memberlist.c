#include "compiler/lsp/memberlist.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "compiler/lsp/propose.h"

#define CONTEXT "$states.context"

/* What is known: behind which text, which name, and what that is. Texts of JSONPath are called
 * as those of JSONata. */
static const struct {
    const char *of, *name, *tells;
} members[] = {
    { "$states", "input", "The input of the state." },
    { "$states", "context", "The Context object." },
    { "$states", "result",
      "What the state came to: in Output and Assign of Task, Map and Parallel." },
    { "$states", "errorOutput", "The error and its cause: in Output and Assign of a catcher." },
    { CONTEXT, "Execution", "The execution." },
    { CONTEXT, "State", "The state that runs." },
    { CONTEXT, "StateMachine", "The state machine." },
    { CONTEXT, "Map", "The item of a Map that is being made: in ItemSelector." },
    { CONTEXT, "Task", "What a task that waits for a token has." },
    { CONTEXT ".Execution", "Id", "The execution's ARN." },
    { CONTEXT ".Execution", "Input", "The input of the whole execution." },
    { CONTEXT ".Execution", "Name", "The execution's name." },
    { CONTEXT ".Execution", "RoleArn", "The role that the state machine runs with." },
    { CONTEXT ".Execution", "StartTime", "When it began, in ISO 8601." },
    { CONTEXT ".Execution", "RedriveCount", "How often it was redriven." },
    { CONTEXT ".Execution", "RedriveTime", "When it was redriven last, in ISO 8601." },
    { CONTEXT ".State", "EnteredTime", "When the state was entered, in ISO 8601." },
    { CONTEXT ".State", "Name", "The state's name." },
    { CONTEXT ".State", "RetryCount", "How often it was tried again." },
    { CONTEXT ".StateMachine", "Id", "The state machine's ARN." },
    { CONTEXT ".StateMachine", "Name", "The state machine's name." },
    { CONTEXT ".Map", "Item", "The item." },
    { CONTEXT ".Map.Item", "Index", "Which item it is, from 0 on." },
    { CONTEXT ".Map.Item", "Value", "The item itself." },
    { CONTEXT ".Task", "Token", "By which somebody outside answers the task." },
};

static bool is_of_path(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

/* Returns true if a path, `size` bytes, is called so. $$ is the Context object. */
static bool is_called(const char *path, size_t size, const char *name)
{
    size_t whole = strlen(name), context = sizeof CONTEXT - 1;
    if (size >= 2 && memcmp(path, "$$", 2) == 0 && strncmp(name, CONTEXT, context) == 0) {
        return whole - context == size - 2 && memcmp(name + context, path + 2, size - 2) == 0;
    }
    return whole == size && memcmp(name, path, size) == 0;
}

bool memberlist_put(struct proposals *p, struct span whole)
{
    const char *text = p->source->text;
    size_t end = p->at.start, start;
    if (end <= whole.start || text[end - 1] != '.' || text[end] == '$') {
        return false;
    }
    for (start = --end; start > whole.start && is_of_path(text[start - 1]);) {
        start--;
    }
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (is_called(text + start, end - start, members[i].of)) {
            propose(p, &(struct proposal){ .label = members[i].name,
                                           .kind = PROPOSE_VARIABLE,
                                           .documentation = members[i].tells });
        }
    }
    return true;
}
