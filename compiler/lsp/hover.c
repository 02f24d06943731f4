#include "compiler/lsp/hover.h"

#include <string.h>

#include "compiler/check/integration.h"
#include "compiler/lsp/about.h"
#include "compiler/read/doc.h"
#include "compiler/view/site.h"
#include "compiler/view/view.h"
#include "compiler/view/wordat.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* What is shown: Markdown, and the place that it is about. */
struct shown {
    struct buf text;
    struct span at;
};

static void put_title(struct shown *s, const char *word, size_t size, const char *what)
{
    buf_text(&s->text, "**`");
    buf_put(&s->text, word, size);
    buf_print(&s->text, "`** %s", what);
}

/* A field's name, or a comparator's. */
static void show_field(struct shown *s, const struct site *site)
{
    const struct doc_node *n = site->node;
    struct field_test test;
    if (site->row != NULL && site->field == n) {
        put_title(s, n->name, n->name_size, "of ");
        buf_text(&s->text, field_owner_words(site->holder));
        about_put_items(&s->text,
                        about_items(ABOUT_FIELD, n->name, n->name_size, site->holder));
    } else if (field_find_test(n->name, n->name_size, &test)) {
        size_t size = n->name_size - (test.is_path ? 4 : 0);
        put_title(s, n->name, n->name_size, "of a rule of a Choice");
        about_put_items(&s->text, about_items(ABOUT_TEST, n->name, size, OWNER_ANY_STATE));
    }
}

static void show_word(struct shown *s, enum about_kind kind, const char *what,
                      const struct doc_node *n)
{
    const char *items = about_items(kind, n->text, n->text_size, OWNER_ANY_STATE);
    if (items != NULL) {
        put_title(s, n->text, n->text_size, what);
        about_put_items(&s->text, items);
    }
}

/* Its type and its comment. */
static void show_state(struct shown *s, const struct state *state)
{
    const struct doc_node *type = doc_member(state->node, "Type");
    const struct doc_node *comment = doc_member(state->node, "Comment");
    bool has_type = type != NULL && type->type == DOC_STRING;
    buf_text(&s->text, "**");
    buf_put(&s->text, state->name, state->name_size);
    buf_print(&s->text, "** %s", has_type ? type->text : "a state");
    if (comment != NULL && comment->type == DOC_STRING && comment->text_size > 0) {
        buf_text(&s->text, "\n\n");
        buf_put(&s->text, comment->text, comment->text_size);
    }
}

static void show_resource(struct shown *s, const struct doc_node *n)
{
    const struct integration *i = integration_of(n->text);
    if (i == NULL) {
        return;
    }
    buf_print(&s->text, "**%s:%s**", i->service, i->action);
    buf_text(&s->text, " can be called plainly");
    buf_text(&s->text, strchr(i->patterns, 's') != NULL ? ", with .sync" : "");
    buf_text(&s->text, strchr(i->patterns, '2') != NULL ? ", with .sync:2" : "");
    buf_text(&s->text, strchr(i->patterns, 'w') != NULL ? ", with .waitForTaskToken" : "");
}

static void show_function(struct shown *s, const struct about_function *f)
{
    buf_print(&s->text, "**`$%s(%s)`**\n\n%s", f->name, f->arguments, f->tells);
}

/* In an expression: the function at the very byte. */
static void show_call(struct shown *s, const struct ask *q, const struct site *site)
{
    struct span at = wordat_whole(q->view->source, site->span, q->offset);
    const char *word = q->view->source->text + at.start;
    size_t size = at.end - at.start;
    const char *items = about_items(ABOUT_INTRINSIC, word, size, OWNER_ANY_STATE);
    const struct about_function *f =
        size > 1 && word[0] == '$' ? about_function(word + 1, size - 1) : NULL;
    if (items != NULL && site->dialect == DIALECT_JSONPATH) {
        put_title(s, word, size, "an intrinsic function");
        about_put_items(&s->text, items);
        s->at = at;
    } else if (f != NULL && site->dialect == DIALECT_JSONATA) {
        show_function(s, f);
        s->at = at;
    } else if (size == 7 && memcmp(word, "$states", size) == 0) {
        put_title(s, word, size, "");
        about_put_items(&s->text, "J-06");
        s->at = at;
    }
}

static void show_value(struct shown *s, const struct ask *q, const struct site *site)
{
    const struct doc_node *n = site->node;
    if (n->type != DOC_STRING || site->row == NULL) {
        return;
    }
    if (site_is_target(site)) {
        const struct state *state =
            site->block == NULL ? NULL : block_state_n(site->block, n->text, n->text_size);
        if (state != NULL) {
            show_state(s, state);
        }
    } else if (site->row == field_row(FIELD_TYPE)) {
        show_word(s, ABOUT_TYPE, "a type of state", n);
    } else if (site->row == field_row(FIELD_ERROR_EQUALS)) {
        show_word(s, ABOUT_ERROR, "an error that AWS names", n);
    } else if (site->row == field_row(FIELD_RESOURCE)) {
        show_resource(s, n);
    } else {
        show_call(s, q, site);
    }
}

int hover_put(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    struct site site = site_at(q->view, q->offset);
    struct shown s = { .at = site.span };
    if (site.node != NULL && site.is_name && site.state != NULL &&
        site.state->node == site.node) {
        show_state(&s, site.state);
    } else if (site.node != NULL && site.is_name) {
        show_field(&s, &site);
    } else if (site.node != NULL && site.kind == SITE_VALUE) {
        show_value(&s, q, &site);
    }
    if (s.text.size == 0) {
        buf_text(out, "null");
    } else {
        buf_text(out, "{\"contents\":{\"kind\":\"markdown\",\"value\":");
        text_put_json(out, buf_string(&s.text), s.text.size);
        buf_text(out, "},\"range\":");
        view_put_range(out, q->view->map, s.at);
        buf_char(out, '}');
    }
    buf_release(&s.text);
    return 0;
}
