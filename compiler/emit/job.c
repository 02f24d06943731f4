#include "compiler/emit/job.h"

#include <stddef.h>
#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/aws/optimised.h"
#include "compiler/base/arena.h"
#include "compiler/base/templates.h"
#include "compiler/emit/fill.h"
#include "compiler/emit/quote.h"
#include "runtime/base/buf.h"

struct writer {
    struct buf *rows;
    struct arena *arena;
    const char *integration, *prefix;
};

static void put_text(const struct writer *w, const char *member, const char *text)
{
    if (text != NULL) {
        buf_print(w->rows, ".%s = ", member);
        quote_text(w->rows, text, strlen(text));
        buf_text(w->rows, ",\n");
    }
}

/* TO<FROM words, a pass each, in a line each. */
static void put_passes(const struct writer *w, const char *member, const char *words)
{
    int column = (int)strlen(member) + (int)sizeof ". = ASL_PASSES(" - 1;
    if (words == NULL) {
        return;
    }
    buf_print(w->rows, ".%s = ASL_PASSES(", member);
    for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
        int size = (int)strcspn(at, " "), to = (int)strcspn(at, "<");
        if (at != words) {
            buf_print(w->rows, ",\n%*s", column, "");
        }
        buf_print(w->rows, "{ \"%.*s\", \"%.*s\" }", to, at, size - to - 1, at + to + 1);
        at += size;
    }
    buf_text(w->rows, "),\n");
}

static void put_call(const struct writer *w, const char *member, const struct model_call *call)
{
    buf_print(w->rows, ".%s = &%s,\n", member, model_action_id(w->arena, w->prefix, call));
}

static void put_action(const struct writer *w, const char *member, const char *action)
{
    const struct optimised_call *own = optimised_call(arn_part(w->integration));
    if (action != NULL) {
        put_call(w, member,
                 &(struct model_call){
                     .service = own->service, .action = action, .is_optimised = true });
    }
}

/* ---- Rows of the action ---- */

void job_put_rows(struct buf *rows, struct arena *a, const char *integration, const char *id,
                  bool has_job)
{
    struct writer w = { .rows = rows, .arena = a, .integration = integration };
    const struct optimised_moves *m = optimised_moves(integration);
    const struct optimised_refusal *r = optimised_refusal(integration);
    if (m != NULL) {
        put_passes(&w, "takes", m->takes);
        put_passes(&w, "gives", m->gives);
    }
    if (optimised_parsing(integration) != NULL) {
        put_text(&w, "parses", optimised_parsing(integration)->member);
    }
    if (optimised_lookup(integration) != NULL) {
        buf_print(rows, ".lookup = &%s_Lookup,\n", id);
    }
    if (optimised_cargo(integration) != NULL) {
        buf_print(rows, ".cargo = &%s_Cargo,\n", id);
    }
    if (has_job && optimised_job(integration) != NULL) {
        buf_print(rows, ".job = &%s_Job,\n", id);
    }
    if (r != NULL) {
        put_text(&w, "refusals", r->list);
        put_text(&w, "refusal", r->error);
    }
}

/* ---- Tables ---- */

static void put_lookup(const struct writer *w, const struct optimised_lookup *l)
{
    put_action(w, "action", l->action);
    put_passes(w, "asks", l->asks);
    put_text(w, "list", l->list);
    put_text(w, "name", l->name);
    put_text(w, "id", l->id);
    put_text(w, "given", l->given);
    put_text(w, "to", l->to);
}

static void put_cargo(const struct writer *w, const struct optimised_cargo *c)
{
    put_call(w, "get", &(struct model_call){ .service = c->service, .action = c->gets });
    put_call(w, "put", &(struct model_call){ .service = c->service, .action = c->puts });
    put_text(w, "fetches", c->from);
    put_text(w, "puts", c->to);
    put_text(w, "member", c->member);
}

static void put_job(const struct writer *w, const struct optimised_job *j)
{
    put_action(w, "describe", j->describes);
    put_passes(w, "asks", j->asks);
    put_text(w, "status", j->status);
    put_text(w, "good", j->good);
    put_text(w, "bad", j->bad);
    put_text(w, "gone", j->gone);
    put_text(w, "zero", j->zero);
    put_text(w, "shown", j->shown);
    put_text(w, "as", j->as);
    put_passes(w, "adds", j->adds);
    if (j->stops != NULL) {
        put_action(w, "stop", j->stops);
        put_passes(w, "stops", j->stop_asks != NULL ? j->stop_asks : j->asks);
    }
    buf_print(w->rows, ".pause_s = %d,\n", j->pause_s);
}

static void print_table(struct buf *tables, struct arena *a, const char *template,
                        const char *id, struct buf *rows)
{
    struct fill f = { .arena = a };
    fill_set(&f, "name", id);
    fill_take(&f, "rows", rows);
    fill_print(&f, tables, templates_find(template));
    buf_char(tables, '\n');
}

void job_print(struct buf *tables, struct arena *a, const char *integration, const char *id,
               bool has_job, const char *prefix)
{
    struct buf rows = { 0 };
    struct writer w = {
        .rows = &rows, .arena = a, .integration = integration, .prefix = prefix
    };
    const struct optimised_lookup *l = optimised_lookup(integration);
    const struct optimised_cargo *c = optimised_cargo(integration);
    const struct optimised_job *j = has_job ? optimised_job(integration) : NULL;
    if (l != NULL) {
        put_lookup(&w, l);
        print_table(tables, a, "lookup", id, &rows);
    }
    if (c != NULL) {
        put_cargo(&w, c);
        print_table(tables, a, "cargo", id, &rows);
    }
    if (j != NULL) {
        put_job(&w, j);
        print_table(tables, a, "job", id, &rows);
    }
}

void job_each_action(const char *integration, bool has_job,
                     void (*f)(void *owner, const char *action), void *owner)
{
    const struct optimised_lookup *l = optimised_lookup(integration);
    const struct optimised_job *j = has_job ? optimised_job(integration) : NULL;
    if (l != NULL) {
        f(owner, l->action);
    }
    if (j != NULL) {
        f(owner, j->describes);
    }
    if (j != NULL && j->stops != NULL) {
        f(owner, j->stops);
    }
}
