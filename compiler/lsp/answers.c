#include "compiler/lsp/answers.h"

#include <stdint.h>
#include <string.h>

#include "compiler/lsp/ask.h"
#include "compiler/lsp/complete.h"
#include "compiler/lsp/document.h"
#include "compiler/lsp/fix.h"
#include "compiler/lsp/formatting.h"
#include "compiler/lsp/hover.h"
#include "compiler/lsp/navigate.h"
#include "compiler/lsp/rpc.h"
#include "compiler/lsp/symbols.h"
#include "compiler/read/doc.h"
#include "compiler/view/position.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"

static const struct row {
    const char *method; /* without textDocument/ */
    bool has_position;
    ask_answer *answer;
    const char *capability;
} rows[] = {
    { "hover", true, hover_put, "\"hoverProvider\":true" },
    { "completion", true, complete_put,
      "\"completionProvider\":{\"triggerCharacters\":[\"\\\"\",\"$\",\".\",\":\"]}" },
    { "codeAction", false, fix_put,
      "\"codeActionProvider\":{\"codeActionKinds\":[\"quickfix\"]}" },
    { "definition", true, navigate_definition, "\"definitionProvider\":true" },
    { "references", true, navigate_references, "\"referencesProvider\":true" },
    { "documentHighlight", true, navigate_highlights, "\"documentHighlightProvider\":true" },
    { "prepareRename", true, navigate_prepare_rename,
      "\"renameProvider\":{\"prepareProvider\":true}" },
    { "rename", true, navigate_rename, NULL },
    { "documentSymbol", false, symbols_put, "\"documentSymbolProvider\":true" },
    { "formatting", false, formatting_put, "\"documentFormattingProvider\":true" },
};
enum { ROWS = sizeof rows / sizeof rows[0] };

struct answers_client answers_client(const struct doc_node *params)
{
    static const char *const path[] = { "capabilities", "textDocument", "completion",
                                        "completionItem", "snippetSupport" };
    const struct doc_node *n = params;
    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++) {
        n = doc_member(n, path[i]);
    }
    return (struct answers_client){ .takes_snippets = n != NULL && n->type == DOC_TRUE };
}

void answers_put_capabilities(struct buf *out)
{
    buf_text(out, "\"textDocumentSync\":{\"openClose\":true,\"change\":2}");
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].capability != NULL) {
            buf_print(out, ",%s", rows[i].capability);
        }
    }
}

static const struct row *find(const char *method)
{
    static const char prefix[] = "textDocument/";
    size_t size = sizeof prefix - 1;
    for (size_t i = 0; i < ROWS && strncmp(method, prefix, size) == 0; i++) {
        if (strcmp(method + size, rows[i].method) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Returns false if the params have no position. */
static bool find_offset(const struct answers_request *r, const struct view *v,
                        size_t *ret_offset)
{
    const struct doc_node *at = doc_member(r->params, "position");
    struct position p = { rpc_number(at, "line", UINT32_MAX, SIZE_MAX),
                          rpc_number(at, "character", UINT32_MAX, SIZE_MAX) };
    if (p.line == SIZE_MAX || p.character == SIZE_MAX) {
        return false;
    }
    *ret_offset = position_offset(v->map, p);
    return true;
}

int answers_put(struct buf *out, const struct answers_request *r, struct buf *why)
{
    const struct row *row = find(r->method);
    if (row == NULL) {
        buf_text(why, "the server does not know that method");
        return RPC_METHOD_UNKNOWN;
    }
    const char *uri = rpc_text(doc_member(r->params, "textDocument"), "uri");
    struct document *d = uri == NULL ? NULL : documents_find(r->documents, uri);
    if (d == NULL) {
        buf_text(why, "params.textDocument.uri names no document that is open");
        return RPC_INVALID_PARAMS;
    }
    if (!document_is_definition(r->documents, d)) {
        buf_text(out, "null");
        return 0;
    }
    bool is_utf8 = r->documents->is_utf8;
    struct ask q = { .settings = r->settings,
                     .document = d,
                     .view = document_view(r->documents, d),
                     .params = r->params,
                     .is_utf8 = is_utf8,
                     .takes_snippets = r->client->takes_snippets };
    if (row->has_position && !find_offset(r, q.view, &q.offset)) {
        buf_text(why, "params.position has no line and character");
        return RPC_INVALID_PARAMS;
    }
    return row->answer(out, &q, why);
}
