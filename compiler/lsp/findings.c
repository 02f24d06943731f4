#include "compiler/lsp/findings.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/message.h"
#include "compiler/check/check.h"
#include "compiler/drive/options.h"
#include "compiler/lsp/document.h"
#include "compiler/lsp/settings.h"
#include "compiler/read/ast.h"
#include "compiler/substitute.h"
#include "compiler/view/position.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

struct findings findings_make(const struct lsp_settings *settings, const struct document *d,
                              bool is_utf8)
{
    struct arena *a = arena_new();
    struct diag *diag = diag_new(a);
    options_apply(settings->options, diag);
    struct source *text = load_text(a, diag, d->name, buf_string(&d->text), d->text.size);
    struct doc_node *doc = substitute_read(substitute_new(a, settings->pairs), diag, text);
    check_workflow(a, diag, ast_build(a, diag, text, doc), settings->options->type);
    struct findings f = { .arena = a };
    f.list = message_list(diag, message_compare, false, &f.count);
    f.dropped = message_dropped(diag);
    f.map = text == NULL ? NULL : position_map(a, text->written, text->written_size, is_utf8);
    return f;
}

void findings_release(struct findings *f)
{
    memory_release(f->list);
    arena_release(f->arena);
}

struct span findings_span(const struct message *m, struct span at)
{
    return m->is_global || m->origin->source == NULL ? (struct span){ 0, 0 }
                                                     : source_written(m->origin->source, at);
}

static void put_range(struct buf *out, const struct findings *f, const struct message *m,
                      struct span at)
{
    if (f->map == NULL) {
        buf_text(out, "{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":0,"
                      "\"character\":0}}");
    } else {
        view_put_range(out, f->map, findings_span(m, at));
    }
}

void findings_put(struct buf *out, const struct findings *f, const struct message *m,
                  const char *uri)
{
    enum { ERROR = 1, WARNING = 2 };
    struct buf text = { 0 };
    message_put(&text, m);
    buf_text(out, "{\"range\":");
    put_range(out, f, m, m->at);
    buf_print(out, ",\"severity\":%d,\"code\":\"%s\",\"source\":\"aslc\",\"message\":",
              m->severity == DIAG_ERROR ? ERROR : WARNING, m->row->slug);
    text_put_json(out, buf_string(&text), text.size);
    if (m->code == DIAG_STATE_UNREACHABLE) {
        buf_text(out, ",\"tags\":[1]");
    }
    if (m->has_beside) {
        buf_text(out, ",\"relatedInformation\":[{\"location\":{\"uri\":");
        text_put_json(out, uri, strlen(uri));
        buf_text(out, ",\"range\":");
        put_range(out, f, m, m->beside);
        buf_text(out, "},\"message\":\"the other one stands here\"}]");
    }
    buf_char(out, '}');
    buf_release(&text);
}

/* How many are not shown, as a message of its own at the beginning. */
static void put_rest(struct buf *out, size_t rest)
{
    buf_print(out,
              ",{\"range\":{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":0,"
              "\"character\":0}},\"severity\":3,\"source\":\"aslc\",\"message\":\"%zu more "
              "messages are not shown\"}",
              rest);
}

void findings_publish(struct buf *out, const struct findings *f, const struct document *d)
{
    size_t shown = f->count < FINDINGS_MOST ? f->count : FINDINGS_MOST;
    size_t rest = f->count - shown + f->dropped;
    buf_text(out, "{\"uri\":");
    text_put_json(out, d->uri, strlen(d->uri));
    if (d->version != NULL) {
        buf_print(out, ",\"version\":%s", d->version);
    }
    buf_text(out, ",\"diagnostics\":[");
    for (size_t i = 0; i < shown; i++) {
        buf_text(out, i > 0 ? "," : "");
        findings_put(out, f, f->list[i], d->uri);
    }
    if (rest > 0) {
        put_rest(out, rest);
    }
    buf_text(out, "]}");
}
