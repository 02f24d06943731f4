#include "compiler/lsp/complete.h"

#include <string.h>

#include "compiler/lsp/document.h"
#include "compiler/lsp/fieldlist.h"
#include "compiler/lsp/propose.h"
#include "compiler/lsp/valuelist.h"
#include "compiler/read/doc.h"
#include "compiler/view/site.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"

static bool is_scalar(const struct doc_node *n)
{
    return n->type != DOC_OBJECT && n->type != DOC_ARRAY;
}

/* Returns true if the cursor touches a name or a scalar: that is what will be replaced. */
static bool is_written(const struct site *s)
{
    return s->node != NULL && s->span.start < s->span.end && (s->is_name || is_scalar(s->node));
}

/* The text with a word where the cursor is, so that something stands there. YAML needs a blank
 * behind a colon or a dash. */
static struct view *with_word(const struct ask *q, const char *before)
{
    const struct source *s = q->view->source;
    struct buf text = { 0 };
    buf_put(&text, s->text, q->offset);
    buf_print(&text, "%sW", before);
    buf_put(&text, s->text + q->offset, s->size - q->offset);
    struct view *v =
        view_new(q->document->name, buf_string(&text), text.size, q->is_utf8, true);
    buf_release(&text);
    return v;
}

/* An editor replaces within a line. */
static bool is_on_a_line(const struct proposals *p)
{
    return memchr(p->source->text + p->at.start, '\n', p->at.end - p->at.start) == NULL;
}

static void put_items(struct proposals *p, const struct ask *q, const struct view *v,
                      const struct site *site)
{
    if (site->node == NULL || !is_on_a_line(p)) {
        return;
    }
    if (site->kind == SITE_VALUE && !site->is_name) {
        valuelist_put(p, v, site, q->offset);
    } else {
        fieldlist_put(p, q, site);
    }
}

int complete_put(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    const struct source *s = q->view->source;
    struct site site = site_at(q->view, q->offset);
    char last = q->offset > 0 ? s->text[q->offset - 1] : '\0';
    bool needs_blank = q->view->is_yaml && (last == ':' || last == '-');
    struct proposals p = { .out = out,
                           .source = s,
                           .map = q->view->map,
                           .at = { (uint32_t)q->offset, (uint32_t)q->offset },
                           .before = needs_blank ? " " : "",
                           .is_quoted = true,
                           .is_yaml = q->view->is_yaml };
    buf_text(out, "{\"items\":[");
    if (is_written(&site)) {
        p.at = site_text_span(q->view, site.span);
        p.before = "";
        put_items(&p, q, q->view, &site);
    } else {
        struct view *v = with_word(q, p.before);
        site = site_at(v, q->offset + strlen(p.before) + 1);
        put_items(&p, q, v, &site);
        view_release(v);
    }
    buf_print(out, "],\"isIncomplete\":%s}", p.is_incomplete ? "true" : "false");
    return 0;
}
