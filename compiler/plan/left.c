#include "compiler/plan/left.h"

#include <stddef.h>

#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/plan/unfilled.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/shape.h"

static void tell(struct diag *d, const char *where, const struct doc_node *n)
{
    if (n != NULL) {
        diag_say(d, DIAG_SUBSTITUTION_LEFT, n->span, where, n->text, NULL);
    }
}

/* The Resource of a Task, or of what a Map reads or writes. */
static const struct doc_node *open_resource(const struct state *s)
{
    static const enum field holders[] = { FIELD_ITEM_READER, FIELD_RESULT_WRITER };
    const struct doc_node *n = s->field[FIELD_RESOURCE];
    bool is_open = n != NULL && n->type == DOC_STRING && hole_in(n->text, n->text_size);
    for (size_t i = 0; i < sizeof holders / sizeof holders[0] && !is_open; i++) {
        const struct doc_node *holder = s->field[holders[i]];
        n = holder != NULL ? doc_member(holder, "Resource") : NULL;
        is_open = n != NULL && n->type == DOC_STRING && hole_in(n->text, n->text_size);
    }
    return is_open ? n : NULL;
}

static void tell_resource(struct diag *d, const struct state *s, const struct doc_node *n,
                          bool is_template)
{
    if (n != NULL && !is_template) {
        diag_say(d, DIAG_RESOURCE_INVALID, n->span, s->where, n->text,
                 "there is a ${NAME} in it that nothing fills", NULL);
    } else {
        tell(d, s->where, n);
    }
}

/* An expression of JSONata may have one in a string; elsewhere it does not parse, which the
 * check says. */
static void tell_state(struct arena *a, struct diag *d, const struct state *s, bool is_template)
{
    const struct doc_node *resource = open_resource(s);
    diag_mute(d, true);
    const struct doc_node *other = unfilled_find(a, d, s);
    bool is_wrong = other != NULL && other != resource && !shape_is_jsonata(other);
    diag_mute(d, false);
    tell_resource(d, s, resource, is_template);
    tell(d, s->where, is_wrong ? other : NULL);
}

void left_tell(struct arena *a, struct diag *d, const struct workflow *w, bool is_template)
{
    if (w == NULL) {
        return;
    }
    const struct doc_node *limit = w->block->field[FIELD_TIMEOUT_S];
    tell(d, "", limit != NULL && shape_is_open(limit) ? limit : NULL);
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        tell_state(a, d, s, is_template);
    }
}
