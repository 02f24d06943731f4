/*
 * fix.h - textDocument/codeAction: what was probably meant, in place of what is wrong.
 */
#ifndef LSP_FIX_H
#define LSP_FIX_H

#include "compiler/lsp/ask.h"

ask_answer fix_put;

#endif
