/*
 * lsp.h - aslc --lsp: a language server (LSP 3.17) for definitions, on standard input and
 * output.
 *
 * A server is bytes in, bytes out; run.h connects one to standard input and output. Whatever
 * the bytes are, what a server keeps is bounded (framing.h, document.h).
 */
#ifndef LSP_LSP_H
#define LSP_LSP_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct lsp_settings;

struct lsp; /* opaque */

struct lsp *lsp_new(const struct lsp_settings *settings);
void lsp_release(struct lsp *l);

/* Bytes from the client: does all that they make whole. */
void lsp_put(struct lsp *l, const char *bytes, size_t size);

/* The client is silent for now: tells the diagnostics of what has changed. */
void lsp_rest(struct lsp *l);

/* What goes to the client; the caller empties it. */
struct buf *lsp_out(struct lsp *l);

/* Returns true once the client has said exit. */
bool lsp_is_over(const struct lsp *l);

/* The exit code: 0 if the client has said shutdown, else 1. */
int lsp_code(const struct lsp *l);

#endif
