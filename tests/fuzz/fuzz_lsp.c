/*
 * A client of the language server. The first byte chooses: bytes as they are, messages that the
 * bytes are the JSON of, or a document and questions about it: there a NUL ends the text, and
 * what follows is edits and requests at places that its bytes choose.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/drive/options.h"
#include "compiler/drive/pairs.h"
#include "compiler/lsp/framing.h"
#include "compiler/lsp/lsp.h"
#include "compiler/lsp/settings.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const methods[] = { "hover",          "completion", "definition",
                                       "references",     "rename",     "prepareRename",
                                       "documentSymbol", "codeAction", "documentHighlight" };
enum { METHODS = sizeof methods / sizeof methods[0] };

static void send_text(struct lsp *l, const char *text, size_t size)
{
    struct buf framed = { 0 };
    framing_write(&framed, text, size);
    lsp_put(l, buf_string(&framed), framed.size);
    buf_release(&framed);
}

static void send(struct lsp *l, struct buf *message)
{
    send_text(l, buf_string(message), message->size);
    buf_clear(message);
}

static void begin(struct lsp *l, bool is_utf8)
{
    struct buf m = { 0 };
    buf_print(
        &m,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
        "\"capabilities\":{\"general\":{\"positionEncodings\":[\"%s\"]},\"textDocument\":{"
        "\"completion\":{\"completionItem\":{\"snippetSupport\":true}}}}}}",
        is_utf8 ? "utf-8" : "utf-16");
    send(l, &m);
    buf_release(&m);
}

static void open_text(struct lsp *l, const char *name, const char *text, size_t size)
{
    struct buf m = { 0 };
    buf_print(&m,
              "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{"
              "\"textDocument\":{\"uri\":\"%s\",\"version\":1,\"text\":",
              name);
    text_put_json(&m, text, size);
    buf_text(&m, "}}}");
    send(l, &m);
    buf_release(&m);
}

static void put_range(struct buf *m, const uint8_t *at)
{
    buf_print(m,
              "\"position\":{\"line\":%d,\"character\":%d},\"range\":{\"start\":{\"line\":%d,"
              "\"character\":%d},\"end\":{\"line\":%d,\"character\":%d}}",
              at[0], at[1], at[0], at[1], at[2], at[3]);
}

/* Five bytes are a step: two places and what to do there. */
static void do_step(struct lsp *l, const char *name, const uint8_t *at)
{
    static const char letters[] = "\"{}[]:,\n -aN$%'S.|&*#\\";
    struct buf m = { 0 };
    if (at[4] % 2 == 0) {
        const char letter = letters[at[4] / 2 % (sizeof letters - 1)];
        buf_print(&m,
                  "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{"
                  "\"textDocument\":{\"uri\":\"%s\",\"version\":2},\"contentChanges\":[{",
                  name);
        put_range(&m, at);
        buf_text(&m, ",\"text\":");
        text_put_json(&m, &letter, 1);
        buf_text(&m, "}]}}");
    } else {
        buf_print(&m,
                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/%s\",\"params\":{"
                  "\"textDocument\":{\"uri\":\"%s\"},\"newName\":\"x y: \",\"context\":{"
                  "\"includeDeclaration\":true},",
                  methods[at[4] / 2 % METHODS], name);
        put_range(&m, at);
        buf_text(&m, "}}");
    }
    send(l, &m);
    buf_release(&m);
}

static void edit(struct lsp *l, const char *name, const uint8_t *bytes, size_t size)
{
    enum { STEP = 5, STEPS_MOST = 40 };
    const uint8_t *nul = memchr(bytes, '\0', size);
    size_t text_size = nul == NULL ? size : (size_t)(nul - bytes);
    size_t valid = text_utf8_span((const char *)bytes, text_size);
    open_text(l, name, (const char *)bytes, valid);
    lsp_rest(l);
    size_t at = text_size + 1, steps = 0;
    for (; at + STEP <= size && steps < STEPS_MOST; at += STEP, steps++) {
        do_step(l, name, bytes + at);
    }
    lsp_rest(l);
}

/* What the server says is whole messages of JSON, whatever it heard. */
static void check_out(struct lsp *l)
{
    struct framing f = { 0 };
    const char *text;
    size_t size;
    framing_put(&f, buf_string(lsp_out(l)), lsp_out(l)->size);
    while (framing_next(&f, &text, &size) == FRAMING_MESSAGE) {
        if (size < 2 || text[0] != '{' || text[size - 1] != '}' ||
            text_utf8_span(text, size) != size) {
            abort();
        }
    }
    if (f.taken != f.in.size) {
        abort();
    }
    framing_release(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct pair none[] = { { 0 } };
    static const char *const empty[] = { NULL };
    struct options o = { .inputs = empty, .suppressed = empty, .silenced = empty };
    struct lsp_settings settings = { &o, none, "0" };
    if (size == 0) {
        return 0;
    }
    struct lsp *l = lsp_new(&settings);
    begin(l, bytes[0] % 2 == 1);
    switch (bytes[0] / 2 % 4) {
    case 0: lsp_put(l, (const char *)bytes + 1, size - 1); break;
    case 1: send_text(l, (const char *)bytes + 1, size - 1); break;
    case 2: edit(l, "file:///a.asl.yaml", bytes + 1, size - 1); break;
    default: edit(l, "file:///a.asl.json", bytes + 1, size - 1); break;
    }
    lsp_rest(l);
    check_out(l);
    lsp_release(l);
    return 0;
}
