#include "compiler/lsp/formatting.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/format/format.h"
#include "compiler/read/reader.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* The view's own document may be a sketch, or lack what the reader could not take. Returns
 * false if there is nothing to lay out. */
static bool lay_out(struct buf *out, const struct view *v)
{
    struct arena *a = arena_new();
    struct diag *silent = diag_new(a);
    const struct doc_node *doc = v->is_yaml ? NULL : reader_parse(a, silent, v->source);
    bool is_good = doc != NULL && diag_errors(silent) == 0;
    if (is_good) {
        format_write(a, out, v->source, doc);
    }
    arena_release(a);
    return is_good;
}

int formatting_put(struct buf *out, const struct ask *q, struct buf *why)
{
    (void)why;
    const struct source *own = q->view->source;
    struct buf text = { 0 };
    if (!lay_out(&text, q->view)) {
        buf_text(out, "null");
    } else if (text.size == own->size && memcmp(text.text, own->text, text.size) == 0) {
        buf_text(out, "[]");
    } else {
        buf_text(out, "[{\"range\":");
        view_put_range(out, q->view->map, (struct span){ 0, (uint32_t)own->size });
        buf_text(out, ",\"newText\":");
        text_put_json(out, buf_string(&text), text.size);
        buf_text(out, "}]");
    }
    buf_release(&text);
    return 0;
}
