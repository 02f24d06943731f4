/*
 * hover.h - textDocument/hover: what the language says of a field, a state's type, an error's
 * name, a function; of a state, what it is; of a resource, what it calls.
 */
#ifndef LSP_HOVER_H
#define LSP_HOVER_H

#include "compiler/lsp/ask.h"

ask_answer hover_put;

#endif
