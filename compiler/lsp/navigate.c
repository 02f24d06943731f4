#include "compiler/lsp/navigate.h"

#include <string.h>

#include "compiler/lsp/document.h"
#include "compiler/lsp/rpc.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/view/quoting.h"
#include "compiler/view/site.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* ---- Who names a state ---- */

/* A span that is shown or changed. */
typedef void visit(void *owner, struct span at);

struct walk {
    const struct view *view;
    const struct state *state;
    visit *visit;
    void *owner;
};

/* A copy that an alias of YAML makes stands where the alias does: what it is a copy of counts.
 */
static void visit_span(const struct walk *w, struct span at)
{
    struct span text = site_text_span(w->view, at);
    if (text.start < text.end && w->view->source->text[text.start] != '*') {
        w->visit(w->owner, text);
    }
}

static void visit_target(const struct walk *w, const struct doc_node *target)
{
    if (target != NULL && target->type == DOC_STRING &&
        target->text_size == w->state->name_size &&
        memcmp(target->text, w->state->name, target->text_size) == 0) {
        visit_span(w, target->span);
    }
}

/* All that name the state: they stand in its own block. */
static void visit_targets(const struct walk *w)
{
    const struct block *b = w->state->block;
    visit_target(w, b->field[FIELD_START_AT]);
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        visit_target(w, s->field[FIELD_NEXT]);
        visit_target(w, s->field[FIELD_DEFAULT]);
        for (const struct rule *r = s->rules; r != NULL; r = r->next) {
            visit_target(w, r->field[FIELD_NEXT]);
        }
        for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
            visit_target(w, k->field[FIELD_NEXT]);
        }
    }
}

static bool is_state_name(const struct site *s)
{
    return s->is_name && s->state != NULL && s->state->node == s->node;
}

/* The state that the place names, or is the name of; NULL if it is something else. */
static const struct state *state_at(const struct ask *q, struct site *ret_site)
{
    struct site s = site_at(q->view, q->offset);
    *ret_site = s;
    if (is_state_name(&s)) {
        return s.state;
    }
    bool is_name = site_is_target(&s) && s.node->type == DOC_STRING && s.block != NULL;
    return is_name ? block_state_n(s.block, s.node->text, s.node->text_size) : NULL;
}

/* ---- Answers ---- */

static void put_location(struct buf *out, const struct ask *q, struct span at)
{
    buf_text(out, "{\"uri\":");
    text_put_json(out, q->document->uri, strlen(q->document->uri));
    buf_text(out, ",\"range\":");
    view_put_range(out, q->view->map, at);
    buf_char(out, '}');
}

int navigate_definition(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct site site;
    const struct state *s = state_at(q, &site);
    if (s == NULL) {
        buf_text(out, "null");
    } else {
        put_location(out, q, s->node->name_span);
    }
    return 0;
}

struct listing {
    struct buf *out;
    const struct ask *q;
    const char *before, *behind; /* around a range; NULL for a location */
    const char *name;            /* of rename: the new one */
    size_t count;
};

static void put_listed(void *owner, struct span at)
{
    struct listing *l = owner;
    buf_text(l->out, l->count++ > 0 ? "," : "");
    if (l->before == NULL) {
        put_location(l->out, l->q, at);
    } else {
        buf_text(l->out, l->before);
        view_put_range(l->out, l->q->view->map, at);
        buf_text(l->out, l->behind);
    }
}

static void list(struct listing *l, const struct state *s, bool has_name, visit *f)
{
    struct walk w = { .view = l->q->view, .state = s, .visit = f, .owner = l };
    if (has_name) {
        visit_span(&w, s->node->name_span);
    }
    visit_targets(&w);
}

int navigate_references(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct site site;
    const struct state *s = state_at(q, &site);
    const struct doc_node *own =
        doc_member(doc_member(q->params, "context"), "includeDeclaration");
    struct listing l = { .out = out, .q = q };
    buf_char(out, '[');
    if (s != NULL) {
        list(&l, s, own != NULL && own->type == DOC_TRUE, put_listed);
    }
    buf_char(out, ']');
    return 0;
}

int navigate_highlights(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct site site;
    const struct state *s = state_at(q, &site);
    struct listing l = { .out = out, .q = q, .before = "{\"range\":", .behind = "}" };
    buf_char(out, '[');
    if (s != NULL) {
        list(&l, s, true, put_listed);
    }
    buf_char(out, ']');
    return 0;
}

/* Without the quotes. */
static struct span inside(const struct view *v, struct span at)
{
    const char *text = v->source->text;
    bool is_quoted = at.end - at.start >= 2 && strchr("\"'", text[at.start]) != NULL &&
                     text[at.end - 1] == text[at.start];
    return is_quoted ? (struct span){ at.start + 1, at.end - 1 } : at;
}

int navigate_prepare_rename(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct site site;
    const struct state *s = state_at(q, &site);
    if (s == NULL) {
        buf_text(out, "null");
        return 0;
    }
    buf_text(out, "{\"range\":");
    view_put_range(out, q->view->map, inside(q->view, site_text_span(q->view, site.span)));
    buf_text(out, ",\"placeholder\":");
    text_put_json(out, s->name, s->name_size);
    buf_char(out, '}');
    return 0;
}

static void put_edit(void *owner, struct span at)
{
    struct listing *l = owner;
    struct buf text = { 0 };
    quoting_put(&text, l->q->view->source, at, l->name, strlen(l->name));
    buf_text(l->out, l->count++ > 0 ? ",{\"range\":" : "{\"range\":");
    view_put_range(l->out, l->q->view->map, at);
    buf_text(l->out, ",\"newText\":");
    text_put_json(l->out, buf_string(&text), text.size);
    buf_char(l->out, '}');
    buf_release(&text);
}

/* Returns false after saying why, if the state cannot be called so (T-14, T-15). */
static bool check_name(const struct ask *q, const struct state *s, const char *name,
                       struct buf *why)
{
    size_t length = name == NULL ? 0 : text_count(name, strlen(name));
    if (length == 0 || length > 80) {
        buf_print(why, "the name of a state has 1 to 80 characters, and this one has %zu",
                  length);
        return false;
    }
    const struct state *other = site_find_state(q->view, NULL, name, strlen(name));
    if (other != NULL && other != s) {
        buf_print(why, "there is a state '%s' already", name);
        return false;
    }
    return true;
}

int navigate_rename(struct buf *out, const struct ask *q, struct buf *why)
{
    struct site site;
    const struct state *s = state_at(q, &site);
    const char *name = rpc_text(q->params, "newName");
    if (s == NULL) {
        buf_text(why, "no state's name stands here: only states can be renamed");
        return RPC_REQUEST_FAILED;
    }
    if (!check_name(q, s, name, why)) {
        return RPC_REQUEST_FAILED;
    }
    struct listing l = { .out = out, .q = q, .name = name };
    buf_text(out, "{\"changes\":{");
    text_put_json(out, q->document->uri, strlen(q->document->uri));
    buf_text(out, ":[");
    list(&l, s, true, put_edit);
    buf_text(out, "]}}");
    return 0;
}
