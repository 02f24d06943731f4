#include "compiler/serve/subject.h"

#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/check/check.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/read/reader.h"
#include "compiler/serve/rig.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
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

/* ---- What is wrong with it --------------------------------------------------------------- */

/* Append "CODE: text at LOCATION". What is not JSON has its place in the text. */
static void put_fault(struct buf *out, const struct value *fault)
{
    const char *code = value_member_text(fault, "code");
    const char *location = value_member_text(fault, "location");
    buf_print(out, "%s%s: %s", out->size > 0 ? ", " : "", code,
              value_member_text(fault, "message"));
    if (location != NULL && !text_is(code, "INVALID_JSON_DESCRIPTION")) {
        buf_print(out, " at %s", location);
    }
}

/* Append the errors as AWS puts them into one text. */
static void put_faults(struct buf *out, const struct diag *d)
{
    struct read_error error;
    struct value *report = NULL, *list;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    report_json(d, stream);
    fclose(stream);
    if (read_json_own(text, size, &report, &error) &&
        value_member(report, "diagnostics", &list)) {
        for (size_t i = 0; i < value_count(list); i++) {
            if (text_is(value_member_text(value_item(list, i), "severity"), "ERROR")) {
                put_fault(out, value_item(list, i));
            }
        }
    }
    value_release(report);
    memory_release(text);
}

static void refuse(const struct diag *d, struct service_answer *answer)
{
    struct buf why = { 0 };
    put_faults(&why, d);
    service_answer_fail(answer, 400, NULL, "InvalidDefinition",
                        "Invalid State Machine Definition: '%s'", buf_string(&why));
    buf_release(&why);
}

/* ---- All of it --------------------------------------------------------------------------- */

/* The plan of what is checked; NULL, with AWS's error in *answer, if it has errors. */
static const struct plan *plan_of(const struct subject *s, struct service_answer *answer)
{
    struct arena *a = s->arena;
    struct diag *d = diag_new(a);
    struct source *source = source_of_text(a, "definition", s->text, s->size);
    diag_source(d, source);
    struct doc_node *doc = reader_parse(a, d, source);
    const struct workflow *w = ast_build(a, d, source, doc);
    check_workflow(a, d, w, CHECK_ANY);
    if (diag_errors(d) > 0) {
        refuse(d, answer);
        return NULL;
    }
    return plan_make(a, d, w, NULL);
}

bool subject_open(struct subject *s, const char *definition, size_t size, const char *name,
                  struct service_answer *answer)
{
    struct buf text = { 0 };
    *s = (struct subject){ .arena = arena_new() };
    put_checked(&text, definition, size, name);
    s->text = arena_text_n(s->arena, buf_string(&text), text.size);
    s->size = text.size;
    buf_release(&text);
    const struct plan *p = plan_of(s, answer);
    if (p == NULL) {
        return false;
    }
    s->state = find(p, name == NULL ? RIG_STATE : name);
    if (s->state == NULL) {
        service_answer_fail(answer, 400, NULL, "ValidationException",
                            "State not found in definition");
    }
    return s->state != NULL;
}

void subject_close(struct subject *s)
{
    if (s->arena != NULL) {
        arena_release(s->arena);
    }
}
