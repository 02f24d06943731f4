#include "compiler/testing/subject.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/plan/plan.h"
#include "compiler/testing/rig.h"
#include "runtime/base/buf.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- A machine around a state ------------------------------------------------------------ */

static void note_target(struct value **targets, const struct value *from, const char *field)
{
    struct value *name;
    if (value_member(from, field, &name) && value_type(name) == VALUE_STRING) {
        value_set_take(targets, value_string(name), value_null());
    }
}

static void note_targets(struct value **targets, const struct value *state, const char *list)
{
    struct value *doors;
    if (value_member(state, list, &doors) && value_type(doors) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(doors); i++) {
            note_target(targets, value_item(doors, i), "Next");
        }
    }
}

/* The states that it leads to, as the keys of an object: new. */
static struct value *targets_of(const struct value *state)
{
    struct value *targets = value_object();
    note_target(&targets, state, "Next");
    note_target(&targets, state, "Default");
    note_targets(&targets, state, "Choices");
    note_targets(&targets, state, "Catch");
    return targets;
}

/* Append a machine that has the state, and something wherever it leads. */
static void put_machine(struct buf *out, const char *definition, size_t size,
                        const struct value *state)
{
    struct value *targets = targets_of(state);
    buf_text(out, "{\"StartAt\":\"" RIG_STATE "\",\"States\":{\"" RIG_STATE "\":");
    buf_put(out, definition, size);
    for (struct value_walk w = value_walk(targets); value_step(&w);) {
        if (strcmp(w.key, RIG_STATE) != 0) {
            buf_char(out, ',');
            write_string(out, w.key, strlen(w.key));
            buf_text(out, ":{\"Type\":\"Pass\",\"End\":true}");
        }
    }
    buf_text(out, "}}");
    value_release(targets);
}

/* What is not a JSON object is checked as it is. */
static void put_checked(struct buf *out, const char *definition, size_t size, const char *name)
{
    struct read_error error;
    struct value *state = NULL;
    if (name == NULL && read_json(definition, size, &state, &error) &&
        value_type(state) == VALUE_OBJECT) {
        put_machine(out, definition, size, state);
    } else {
        buf_put(out, definition, size);
    }
    value_release(state);
}

/* ---- The state --------------------------------------------------------------------------- */

static const struct plan_state *find(const struct plan *p, const char *name)
{
    for (const struct plan_machine *m = p->machines; m != NULL; m = m->next) {
        for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
            if (strcmp(s->name, name) == 0) {
                return s;
            }
        }
    }
    return NULL;
}

/* ---- All of it --------------------------------------------------------------------------- */

static void refuse(const struct subject *s, struct service_answer *answer)
{
    struct buf why = { 0 };
    verdict_put_reason(&s->verdict, &why);
    service_answer_fail(answer, 400, NULL, "InvalidDefinition",
                        "Invalid State Machine Definition: '%s'", buf_string(&why));
    buf_release(&why);
}

bool subject_open(struct subject *s, const char *definition, size_t size, const char *name,
                  struct service_answer *answer)
{
    struct buf text = { 0 };
    struct verdict *v = &s->verdict;
    put_checked(&text, definition, size, name);
    verdict_make(v, &(struct verdict_request){ .text = buf_string(&text), .size = text.size });
    s->text = arena_text_n(v->arena, buf_string(&text), text.size);
    s->size = text.size;
    buf_release(&text);
    if (!v->is_good) {
        refuse(s, answer);
        return false;
    }
    const struct plan *p = plan_make(v->arena, v->diag, v->workflow, NULL);
    s->state = find(p, name == NULL ? RIG_STATE : name);
    if (s->state == NULL) {
        service_answer_fail(answer, 400, NULL, "ValidationException",
                            "State not found in definition");
    }
    return s->state != NULL;
}

void subject_close(struct subject *s)
{
    if (s->verdict.arena != NULL) {
        verdict_release(&s->verdict);
    }
}
