/*
 * wordcall.h - calls of words, with what their signatures ask of the arguments.
 */
#ifndef JSONATA_WORDCALL_H
#define JSONATA_WORDCALL_H

#include <stddef.h>

struct ready_word;
struct value;
struct work;

/* The word's result (new) for these arguments (borrowed). `context` (borrowed) may stand for an
 * argument that was left out. */
struct value *wordcall(struct work *w, struct ready_word *word, size_t count,
                       struct value *const *args, struct value *context);

#endif
