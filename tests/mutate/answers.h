/*
 * answers.h - something to run a definition with: an input and answers of its tasks, made of
 * what the definition itself asks for.
 */
#ifndef MUTATE_ANSWERS_H
#define MUTATE_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/* Write an input, and a mock file whose one test case is "case", for a definition without
 * errors. Most paths in it find something there, and most comparisons hold sooner or later. */
void answers_make(const char *definition, size_t size, uint64_t seed, struct buf *input,
                  struct buf *mock);

#endif
