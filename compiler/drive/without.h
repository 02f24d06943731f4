/*
 * without.h - the words that --without may name: features of words.def that may be left out,
 * and ways to do tasks.
 */
#ifndef DRIVE_WITHOUT_H
#define DRIVE_WITHOUT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* How many words there are, at most. */
size_t without_count(void);

/* Returns true if a program can be made without it. */
bool without_takes(const char *word);

/* All of them with commas between, in the arena. */
const char *without_words(struct arena *a);

#endif
