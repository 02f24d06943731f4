/*
 * handler.h - how a lambda: target is written. Compiler and runtime both read targets by this.
 */
#ifndef BASE_HANDLER_H
#define BASE_HANDLER_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum handler_language { HANDLER_COMMAND, HANDLER_NODE, HANDLER_PYTHON, HANDLER_LANGUAGES };

/* Reads what follows "lambda:". *ret_rest is FILE.NAME or the whole command. Returns false,
 * with what is wrong in `why`. */
bool handler_read(const char *text, enum handler_language *ret_language, const char **ret_rest,
                  struct buf *why);

#endif
