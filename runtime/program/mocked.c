#include "runtime/program/mocked.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/nearest.h"
#include "runtime/task/mock.h"

/* The states of a workflow and of the machines in it. */
struct states {
    const struct asl_state **rows;
    size_t count, room;
};

static void add_state(struct states *s, const struct asl_state *row)
{
    s->rows = memory_grow(s->rows, s->count, &s->room, sizeof *s->rows);
    s->rows[s->count++] = row;
}

/* Recursion is bounded by the definition's own depth. */
static void add_states(struct states *s, const struct asl_machine *m)
{
    for (const struct asl_state *row = m->states; row->name != NULL; row++) {
        add_state(s, row);
        for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
            add_states(s, row->branches[i]);
        }
        if (row->map != NULL) {
            add_states(s, row->map->processor);
        }
    }
}

/* The state of that name: a Task if there is one, else any other. Returns NULL if there is
 * none. */
static const struct asl_state *find(const struct states *s, const char *name)
{
    const struct asl_state *found = NULL;
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->rows[i]->name, name) == 0 &&
            (found == NULL || s->rows[i]->request != NULL)) {
            found = s->rows[i];
        }
    }
    return found;
}

/* The name of the Task that may have been meant; NULL if none is close. */
static const char *nearest_task(const struct states *s, const char *name)
{
    const char **tasks = memory_array(s->count + 1, sizeof *tasks);
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (s->rows[i]->request != NULL) {
            tasks[count++] = s->rows[i]->name;
        }
    }
    const char *near = nearest_word(name, tasks, count);
    memory_release(tasks);
    return near;
}

void mocked_warn(const char *program, const char *where, const struct asl_workflow *w,
                 const struct mock *m)
{
    struct states all = { .rows = NULL };
    const char *name;
    add_states(&all, w->machine);
    for (size_t i = 0; (name = mock_state(m, i)) != NULL; i++) {
        const struct asl_state *row = find(&all, name);
        const char *near = row == NULL ? nearest_task(&all, name) : NULL;
        if (row == NULL && near != NULL) {
            message_print(program, "%s: warning: there is no state '%s'; did you mean '%s'?",
                          where, name, near);
        } else if (row == NULL) {
            message_print(program, "%s: warning: there is no state '%s'", where, name);
        } else if (row->request == NULL) {
            message_print(
                program, "%s: warning: the state '%s' is not a Task: nothing asks for its mock",
                where, name);
        }
    }
    memory_release(all.rows);
}
