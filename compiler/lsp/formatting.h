/*
 * formatting.h - textDocument/formatting: a definition laid out as --emit=asl does it.
 */
#ifndef LSP_FORMATTING_H
#define LSP_FORMATTING_H

#include "compiler/lsp/ask.h"

/* One edit of the whole text, or none where it is laid out so. null for YAML, whose layout is
 * its author's, and for what is no JSON. What an editor says of tabs does not count: there is
 * one layout. */
ask_answer formatting_put;

#endif
