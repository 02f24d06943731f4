/*
 * run.h - a language server on standard input and output.
 */
#ifndef LSP_RUN_H
#define LSP_RUN_H

struct lsp_settings;

/* Serves until the client says exit, or is gone. Returns the exit code: 0 if it has said
 * shutdown, else 1; 3 after a message where the client cannot be written to. */
int lsp_run(const struct lsp_settings *settings);

#endif
