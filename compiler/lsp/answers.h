/*
 * answers.h - the requests about documents that the server answers, and what it tells a client
 * of them.
 */
#ifndef LSP_ANSWERS_H
#define LSP_ANSWERS_H

#include <stdbool.h>

struct buf;
struct doc_node;
struct documents;
struct lsp_settings;

/* What a client can do. */
struct answers_client {
    bool takes_snippets;
};

struct answers_request {
    const struct lsp_settings *settings;
    struct documents *documents;
    const struct answers_client *client;
    const char *method;
    const struct doc_node *params; /* or NULL */
};

/* Out of the params of initialize. */
struct answers_client answers_client(const struct doc_node *params);

/* Append the members of ServerCapabilities. */
void answers_put_capabilities(struct buf *out);

/* Append the result. Returns 0, or an error's code (rpc.h) after saying why. */
int answers_put(struct buf *out, const struct answers_request *r, struct buf *why);

#endif
