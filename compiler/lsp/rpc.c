#include "compiler/lsp/rpc.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

const char *rpc_text(const struct doc_node *object, const char *name)
{
    const struct doc_node *n = doc_member(object, name);
    bool is_text = n != NULL && n->type == DOC_STRING && strlen(n->text) == n->text_size;
    return is_text ? n->text : NULL;
}

size_t rpc_number(const struct doc_node *object, const char *name, size_t most,
                  size_t otherwise)
{
    const struct doc_node *n = doc_member(object, name);
    size_t number = 0;
    if (n == NULL || n->type != DOC_NUMBER || strspn(n->text, "0123456789") != n->text_size) {
        return otherwise;
    }
    for (const char *c = n->text; *c != '\0'; c++) {
        number = number * 10 + (size_t)(*c - '0');
        if (number > most) {
            return otherwise;
        }
    }
    return number;
}

/* What is read is strictly JSON: a ${NAME} outside of quotes is not. */
static const struct doc_node *read_json(struct arena *a, const char *text, size_t size)
{
    struct diag *d = diag_new(a);
    const struct doc_node *root = reader_parse(a, d, source_of_text(a, "message", text, size));
    return root == NULL || diag_errors(d) > 0 || doc_has_unfilled(root) ? NULL : root;
}

struct rpc_call rpc_read(struct arena *a, const char *text, size_t size)
{
    const struct doc_node *root = read_json(a, text, size);
    struct rpc_call c = { .kind = RPC_UNREADABLE };
    if (root == NULL) {
        return c;
    }
    const struct doc_node *id = doc_member(root, "id");
    bool has_id = id != NULL && (id->type == DOC_STRING || id->type == DOC_NUMBER);
    c.method = rpc_text(root, "method");
    c.params = doc_member(root, "params");
    c.id = has_id ? id : NULL;
    bool is_answer =
        has_id && (doc_member(root, "result") != NULL || doc_member(root, "error") != NULL);
    bool is_valid = doc_is_text(doc_member(root, "jsonrpc"), "2.0") && (has_id || id == NULL);
    c.kind = !is_valid                    ? RPC_INVALID
             : c.method != NULL && has_id ? RPC_REQUEST
             : c.method != NULL           ? RPC_NOTIFICATION
             : is_answer                  ? RPC_ANSWER
                                          : RPC_INVALID;
    return c;
}

static void put_id(struct buf *out, const struct doc_node *id)
{
    buf_text(out, "{\"jsonrpc\":\"2.0\",\"id\":");
    if (id == NULL) {
        buf_text(out, "null");
    } else {
        json_write_compact(out, id);
    }
}

void rpc_put_result(struct buf *out, const struct doc_node *id)
{
    put_id(out, id);
    buf_text(out, ",\"result\":");
}

void rpc_put_error(struct buf *out, const struct doc_node *id, int code, const char *message)
{
    put_id(out, id);
    buf_print(out, ",\"error\":{\"code\":%d,\"message\":", code);
    text_put_json(out, message, strlen(message));
    buf_text(out, "}}");
}

void rpc_put_notification(struct buf *out, const char *method)
{
    buf_print(out, "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":", method);
}
