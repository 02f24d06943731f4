/*
 * wordcall.h - calls of words, with what their signatures ask of the arguments.
 */
#ifndef WORDS_WORDCALL_H
#define WORDS_WORDCALL_H

#include <stddef.h>

struct ready_word;
struct value;
struct work;

/* The word's result (new) for these arguments (borrowed). `context` (borrowed) may stand for an
 * argument that was left out. */
struct value *wordcall(struct work *w, struct ready_word *word, size_t count,
                       struct value *const *args, struct value *context);

#endif
