/*
 * symbols.h - textDocument/documentSymbol: the states, those of branches and processors in the
 * state that they belong to.
 */
#ifndef LSP_SYMBOLS_H
#define LSP_SYMBOLS_H

#include "compiler/lsp/ask.h"

ask_answer symbols_put;

#endif
