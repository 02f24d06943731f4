#include "compiler/check/unreached.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/base/table.h"
#include "compiler/check/checker.h"
#include "compiler/check/covered.h"
#include "compiler/read/doc.h"
#include "compiler/read/form.h"
#include "runtime/base/number.h"

/* How long an Express execution may take. */
#define EXPRESS_SECONDS 300

static const char *line_of(const struct checker *c, const struct doc_node *n)
{
    int line = source_place(c->workflow->source, n->span.start).line;
    return arena_print(c->arena, "%d", line);
}

/* ---- Rules of a Choice ---- */

static void check_rules(const struct checker *c, const struct state *s)
{
    size_t steps = COVERED_STEPS;
    for (const struct rule *r = s->rules; r != NULL; r = r->next) {
        for (const struct rule *e = s->rules; e != r; e = e->next) {
            if (covered_by(e, r, &steps)) {
                diag_say(c->diag, DIAG_RULE_UNREACHED, form_place(r->node), s->where,
                         line_of(c, e->node), NULL);
                break;
            }
        }
    }
}

/* ---- Errors ---- */

/* Which entry has which name: of one list, Retry or Catch. */
struct taken {
    const struct checker *c;
    const struct state *s;
    const char *list;
    struct table *by_name;                /* name -> struct doc_node, the first of that name */
    const struct doc_node *all_of_a_task; /* States.TaskFailed in an earlier entry, or NULL */
};

/* States.TaskFailed takes whatever a task says of itself; what AWS says may be another matter
 * (E-07, E-08). */
static const struct doc_node *taker_of(const struct taken *t, const struct doc_node *name)
{
    const struct doc_node *same = table_find(t->by_name, name->text, name->text_size);
    bool is_aws = strncmp(name->text, "States.", strlen("States.")) == 0;
    return same != NULL || is_aws ? same : t->all_of_a_task;
}

static void check_names(struct taken *t, const struct doc_node *names)
{
    const struct doc_node *all = t->all_of_a_task;
    for (const struct doc_node *n = names == NULL ? NULL : names->first; n != NULL;
         n = n->next) {
        if (n->type != DOC_STRING) {
            continue;
        }
        const struct doc_node *taker = taker_of(t, n);
        if (taker != NULL && taker->parent != names) {
            diag_say(t->c->diag, DIAG_ERROR_TAKEN, n->span, t->s->where, n->text, t->list,
                     line_of(t->c, taker), NULL);
        } else if (taker == NULL) {
            *table_place(t->by_name, n->text, n->text_size) = (void *)(uintptr_t)n;
        }
        if (t->s->type == ASL_TASK && doc_is_text(n, "States.TaskFailed")) {
            all = n;
        }
    }
    t->all_of_a_task = all;
}

static void check_errors(const struct checker *c, const struct state *s)
{
    struct taken retry = { .c = c, .s = s, .list = "Retry" };
    struct taken catch = { .c = c, .s = s, .list = "Catch" };
    retry.by_name = table_new(c->arena);
    catch.by_name = table_new(c->arena);
    for (const struct retrier *r = s->retriers; r != NULL; r = r->next) {
        check_names(&retry, r->field[FIELD_ERROR_EQUALS]);
    }
    for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
        check_names(&catch, k->field[FIELD_ERROR_EQUALS]);
    }
}

/* ---- Time ---- */

static void check_wait(const struct checker *c, const struct state *s)
{
    const struct doc_node *seconds = s->field[FIELD_SECONDS];
    bool is_express = c->type == CHECK_EXPRESS || state_express_map(s) != NULL;
    if (is_express && seconds != NULL && seconds->type == DOC_NUMBER &&
        number_read(seconds->text, seconds->text_size).real > EXPRESS_SECONDS) {
        diag_say(c->diag, DIAG_EXPRESS_WAIT, seconds->span, s->where, seconds->text, NULL);
    }
}

void unreached_check(const struct checker *c, const struct state *s)
{
    check_rules(c, s);
    if (s->retriers != NULL || s->catchers != NULL) {
        check_errors(c, s);
    }
    check_wait(c, s);
}
