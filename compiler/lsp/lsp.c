#include "compiler/lsp/lsp.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/lsp/answers.h"
#include "compiler/lsp/rpc.h"
#include "compiler/lsp/document.h"
#include "compiler/lsp/findings.h"
#include "compiler/lsp/framing.h"
#include "compiler/lsp/settings.h"
#include "compiler/read/doc.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

/* A message that was read, and is still to be done. */
struct pending {
    struct arena *arena;
    struct rpc_call call;
    bool is_cancelled;
};

struct lsp {
    const struct lsp_settings *settings;
    struct framing in;
    struct buf out;
    struct buf body; /* of the message that is being written */
    struct pending *pending;
    size_t pending_count, pending_room;
    struct documents documents;
    struct answers_client client;
    bool is_initialized, is_shut_down, is_over;
};

struct lsp *lsp_new(const struct lsp_settings *settings)
{
    struct lsp *l = memory_zero(sizeof *l);
    l->settings = settings;
    return l;
}

void lsp_release(struct lsp *l)
{
    framing_release(&l->in);
    documents_release(&l->documents);
    buf_release(&l->out);
    buf_release(&l->body);
    memory_release(l->pending);
    memory_release(l);
}

struct buf *lsp_out(struct lsp *l)
{
    return &l->out;
}

bool lsp_is_over(const struct lsp *l)
{
    return l->is_over;
}

int lsp_code(const struct lsp *l)
{
    return l->is_shut_down ? 0 : 1;
}

/* ---- Answers ---- */

static void send_body(struct lsp *l)
{
    framing_write(&l->out, buf_string(&l->body), l->body.size);
    buf_clear(&l->body);
}

static void send_error(struct lsp *l, const struct doc_node *id, int code, const char *message)
{
    rpc_put_error(&l->body, id, code, message);
    send_body(l);
}

/* Show the user a warning: a notification has no answer that could carry an error. */
static void complain(struct lsp *l, const struct buf *why)
{
    rpc_put_notification(&l->body, "window/logMessage");
    buf_text(&l->body, "{\"type\":2,\"message\":");
    text_put_json(&l->body, buf_string(why), why->size);
    buf_text(&l->body, "}}");
    send_body(l);
}

/* ---- Diagnostics ---- */

/* Have the editor take its messages away: the text was closed, or is not a definition. */
static void publish_nothing(struct lsp *l, const char *uri)
{
    rpc_put_notification(&l->body, "textDocument/publishDiagnostics");
    buf_text(&l->body, "{\"uri\":");
    text_put_json(&l->body, uri, strlen(uri));
    buf_text(&l->body, ",\"diagnostics\":[]}}");
    send_body(l);
}

static void publish(struct lsp *l, struct document *d)
{
    if (!document_is_definition(&l->documents, d)) {
        publish_nothing(l, d->uri);
        d->is_told = true;
        return;
    }
    struct findings f = findings_make(l->settings, d, l->documents.is_utf8);
    rpc_put_notification(&l->body, "textDocument/publishDiagnostics");
    findings_publish(&l->body, &f, d);
    buf_char(&l->body, '}');
    findings_release(&f);
    send_body(l);
    d->is_told = true;
}

void lsp_rest(struct lsp *l)
{
    for (struct document *d = l->documents.first; d != NULL && !l->is_shut_down; d = d->next) {
        if (!d->is_told) {
            publish(l, d);
        }
    }
}

/* ---- Messages ---- */

/* The first of the units for positions that the client offers and that are known here. */
static bool wants_utf8(const struct doc_node *params)
{
    const struct doc_node *general = doc_member(doc_member(params, "capabilities"), "general");
    const struct doc_node *list = doc_member(general, "positionEncodings");
    const struct doc_node *n = list == NULL || list->type != DOC_ARRAY ? NULL : list->first;
    while (n != NULL && !doc_is_text(n, "utf-8") && !doc_is_text(n, "utf-16")) {
        n = n->next;
    }
    return doc_is_text(n, "utf-8");
}

static void initialize(struct lsp *l, const struct rpc_call *c)
{
    l->documents.is_utf8 = wants_utf8(c->params);
    l->client = answers_client(c->params);
    l->is_initialized = true;
    rpc_put_result(&l->body, c->id);
    buf_print(&l->body, "{\"capabilities\":{\"positionEncoding\":\"%s\",",
              l->documents.is_utf8 ? "utf-8" : "utf-16");
    answers_put_capabilities(&l->body);
    buf_print(&l->body, "},\"serverInfo\":{\"name\":\"aslc\",\"version\":\"%s\"}}}",
              l->settings->version);
    send_body(l);
}

static void ask(struct lsp *l, const struct rpc_call *c)
{
    struct answers_request r = { .settings = l->settings,
                                 .documents = &l->documents,
                                 .client = &l->client,
                                 .method = c->method,
                                 .params = c->params };
    struct buf why = { 0 };
    rpc_put_result(&l->body, c->id);
    int code = answers_put(&l->body, &r, &why);
    if (code == 0) {
        buf_char(&l->body, '}');
        send_body(l);
    } else {
        buf_clear(&l->body);
        send_error(l, c->id, code, buf_string(&why));
    }
    buf_release(&why);
}

static void answer(struct lsp *l, const struct pending *p)
{
    const struct rpc_call *c = &p->call;
    bool begins = strcmp(c->method, "initialize") == 0;
    if (p->is_cancelled) {
        send_error(l, c->id, RPC_CANCELLED, "the request was cancelled");
    } else if (l->is_shut_down) {
        send_error(l, c->id, RPC_INVALID_REQUEST, "the server was shut down");
    } else if (begins && l->is_initialized) {
        send_error(l, c->id, RPC_INVALID_REQUEST, "the server is initialized already");
    } else if (begins) {
        initialize(l, c);
    } else if (!l->is_initialized) {
        send_error(l, c->id, RPC_NOT_INITIALIZED, "initialize must be the first request");
    } else if (strcmp(c->method, "shutdown") == 0) {
        l->is_shut_down = true;
        rpc_put_result(&l->body, c->id);
        buf_text(&l->body, "null}");
        send_body(l);
    } else {
        ask(l, c);
    }
}

static void close_document(struct lsp *l, const struct doc_node *params, struct buf *why)
{
    const char *uri = rpc_text(doc_member(params, "textDocument"), "uri");
    if (documents_close(&l->documents, params, why)) {
        publish_nothing(l, uri);
    }
}

/* Notifications that nobody knows are passed over, as LSP says. */
static void hear(struct lsp *l, const struct rpc_call *c)
{
    struct buf why = { 0 };
    bool is_ready = l->is_initialized && !l->is_shut_down;
    if (strcmp(c->method, "exit") == 0) {
        l->is_over = true;
    } else if (is_ready && strcmp(c->method, "textDocument/didOpen") == 0) {
        documents_open(&l->documents, c->params, &why);
    } else if (is_ready && strcmp(c->method, "textDocument/didChange") == 0) {
        documents_change(&l->documents, c->params, &why);
    } else if (is_ready && strcmp(c->method, "textDocument/didClose") == 0) {
        close_document(l, c->params, &why);
    }
    if (why.size > 0) {
        complain(l, &why);
    }
    buf_release(&why);
}

static void take(struct lsp *l, const struct pending *p)
{
    switch (p->call.kind) {
    case RPC_UNREADABLE: send_error(l, NULL, RPC_PARSE_ERROR, "the message is not JSON"); break;
    case RPC_INVALID:
        send_error(l, p->call.id, RPC_INVALID_REQUEST,
                   "the message is not one of JSON-RPC 2.0");
        break;
    case RPC_REQUEST: answer(l, p); break;
    case RPC_NOTIFICATION: hear(l, &p->call); break;
    case RPC_ANSWER: break;
    }
}

/* ---- The stream ---- */

static bool is_same_id(const struct doc_node *a, const struct doc_node *b)
{
    return a != NULL && b != NULL && a->type == b->type && a->text_size == b->text_size &&
           memcmp(a->text, b->text, a->text_size) == 0;
}

/* A request can be cancelled as long as it waits. */
static void cancel(struct lsp *l, const struct rpc_call *c)
{
    bool cancels = c->kind == RPC_NOTIFICATION && strcmp(c->method, "$/cancelRequest") == 0;
    for (size_t i = 0; cancels && i < l->pending_count; i++) {
        struct pending *p = &l->pending[i];
        p->is_cancelled =
            p->is_cancelled || (p->call.kind == RPC_REQUEST &&
                                is_same_id(p->call.id, doc_member(c->params, "id")));
    }
}

static void add_pending(struct lsp *l, const char *text, size_t size)
{
    l->pending =
        memory_grow(l->pending, l->pending_count, &l->pending_room, sizeof *l->pending);
    struct pending *p = &l->pending[l->pending_count];
    *p = (struct pending){ .arena = arena_new() };
    p->call = rpc_read(p->arena, text, size);
    cancel(l, &p->call);
    l->pending_count++;
}

static void take_pending(struct lsp *l)
{
    for (size_t i = 0; i < l->pending_count; i++) {
        if (!l->is_over) {
            take(l, &l->pending[i]);
        }
        arena_release(l->pending[i].arena);
    }
    l->pending_count = 0;
}

void lsp_put(struct lsp *l, const char *bytes, size_t size)
{
    const char *text;
    size_t text_size;
    enum framing_found found;
    framing_put(&l->in, bytes, size);
    while ((found = framing_next(&l->in, &text, &text_size)) != FRAMING_NOTHING) {
        if (found == FRAMING_MESSAGE) {
            add_pending(l, text, text_size);
        } else {
            take_pending(l);
            send_error(l, NULL, RPC_INVALID_REQUEST,
                       found == FRAMING_LARGE
                           ? "the message has more than 64 MiB: it is passed over"
                           : "a message begins with 'Content-Length: BYTES' and a blank line: "
                             "what comes up to the next one is passed over");
        }
    }
    take_pending(l);
}
