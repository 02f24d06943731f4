/*
 * rpc.h - messages of JSON-RPC 2.0: reads one, and writes answers.
 */
#ifndef LSP_RPC_H
#define LSP_RPC_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct doc_node;

enum rpc_kind {
    RPC_UNREADABLE,   /* not JSON */
    RPC_INVALID,      /* JSON, but not a message */
    RPC_REQUEST,      /* wants an answer */
    RPC_NOTIFICATION, /* wants none */
    RPC_ANSWER        /* to a request of ours */
};

struct rpc_call {
    enum rpc_kind kind;
    const char *method;            /* of requests and notifications */
    const struct doc_node *id;     /* a string or number; NULL if there is none */
    const struct doc_node *params; /* NULL if there are none */
};

/* Codes of errors. */
enum {
    RPC_PARSE_ERROR = -32700,
    RPC_INVALID_REQUEST = -32600,
    RPC_METHOD_UNKNOWN = -32601,
    RPC_INVALID_PARAMS = -32602,
    RPC_NOT_INITIALIZED = -32002,
    RPC_REQUEST_FAILED = -32803,
    RPC_CANCELLED = -32800
};

/* What a text is; in the arena. */
struct rpc_call rpc_read(struct arena *a, const char *text, size_t size);

/* Append what begins an answer to `id` that goes well: a value and '}' are to follow. */
void rpc_put_result(struct buf *out, const struct doc_node *id);

/* Append an answer that something went wrong; `id` may be NULL. */
void rpc_put_error(struct buf *out, const struct doc_node *id, int code, const char *message);

/* Append what begins a notification: an object and '}' are to follow. */
void rpc_put_notification(struct buf *out, const char *method);

/* A member of `object` that is a whole number from 0 to `most`; else returns `otherwise`. */
size_t rpc_number(const struct doc_node *object, const char *name, size_t most,
                  size_t otherwise);

/* A member's text, or NULL where it is not a text or has a NUL in it. */
const char *rpc_text(const struct doc_node *object, const char *name);

#endif
