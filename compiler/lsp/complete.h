/*
 * complete.h - textDocument/completion: what may stand where the cursor is.
 */
#ifndef LSP_COMPLETE_H
#define LSP_COMPLETE_H

#include "compiler/lsp/ask.h"

ask_answer complete_put;

#endif
