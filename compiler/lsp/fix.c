#include "compiler/lsp/fix.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/message.h"
#include "compiler/lsp/document.h"
#include "compiler/lsp/findings.h"
#include "compiler/lsp/rpc.h"
#include "compiler/read/doc.h"
#include "compiler/view/position.h"
#include "compiler/view/quoting.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static size_t offset_of(const struct findings *f, const struct doc_node *position)
{
    struct position p = { rpc_number(position, "line", UINT32_MAX, 0),
                          rpc_number(position, "character", UINT32_MAX, 0) };
    return position_offset(f->map, p);
}

/* A change of the message's place to what was meant. A value that was filled in is not the
 * author's to change here. */
static void put_action(struct buf *out, const struct ask *q, const struct findings *f,
                       const struct message *m)
{
    struct span at = findings_span(m, m->at);
    struct buf title = { 0 }, text = { 0 };
    buf_print(&title, "Change to '%s'", m->meant);
    quoting_put(&text, m->origin->source, at, m->meant, strlen(m->meant));
    buf_text(out, "{\"title\":");
    text_put_json(out, buf_string(&title), title.size);
    buf_text(out, ",\"kind\":\"quickfix\",\"isPreferred\":true,\"diagnostics\":[");
    findings_put(out, f, m, q->document->uri);
    buf_text(out, "],\"edit\":{\"changes\":{");
    text_put_json(out, q->document->uri, strlen(q->document->uri));
    buf_text(out, ":[{\"range\":");
    view_put_range(out, f->map, at);
    buf_text(out, ",\"newText\":");
    text_put_json(out, buf_string(&text), text.size);
    buf_text(out, "}]}}}");
    buf_release(&title);
    buf_release(&text);
}

static bool has_filled(const struct message *m)
{
    struct buf text = { 0 };
    bool is_filled = source_put_filled(&text, m->origin->source, m->at, false);
    buf_release(&text);
    return is_filled;
}

/* Returns true if the client wants quick fixes: it wants all kinds, or names that one. */
static bool is_wanted(const struct doc_node *params)
{
    const struct doc_node *only = doc_member(doc_member(params, "context"), "only");
    const struct doc_node *n = only == NULL ? NULL : only->first;
    while (n != NULL && !doc_is_text(n, "quickfix") && !doc_is_text(n, "")) {
        n = n->next;
    }
    return only == NULL || n != NULL;
}

int fix_put(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    const struct doc_node *range = doc_member(q->params, "range");
    struct findings f = findings_make(q->settings, q->document, q->is_utf8);
    buf_char(out, '[');
    if (f.map != NULL && is_wanted(q->params)) {
        size_t start = offset_of(&f, doc_member(range, "start")), count = 0;
        size_t end = offset_of(&f, doc_member(range, "end"));
        for (size_t i = 0; i < f.count && count < FINDINGS_MOST; i++) {
            const struct message *m = f.list[i];
            struct span at = findings_span(m, m->at);
            if (m->meant != NULL && !m->is_global && at.start <= end && start <= at.end &&
                !has_filled(m)) {
                buf_text(out, count++ > 0 ? "," : "");
                put_action(out, q, &f, m);
            }
        }
    }
    buf_char(out, ']');
    findings_release(&f);
    return 0;
}
