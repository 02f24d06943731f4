/*
 * navigate.h - states and those who name them: go to definition, references, highlights,
 * rename.
 */
#ifndef LSP_NAVIGATE_H
#define LSP_NAVIGATE_H

#include "compiler/lsp/ask.h"

/* textDocument/definition: where the state begins that Next, Default or StartAt names. */
ask_answer navigate_definition;

/* textDocument/references and documentHighlight: who names the state, and its own name. */
ask_answer navigate_references;
ask_answer navigate_highlights;

/* textDocument/prepareRename and rename, of a state by its name or by one who names it. */
ask_answer navigate_prepare_rename;
ask_answer navigate_rename;

#endif
