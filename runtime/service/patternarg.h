/*
 * patternarg.h - what the arguments of match types must be, such as those of
 * {"prefix": ARGUMENT} in patterns (pattern.h). What is wrong is told in AWS's words.
 */
#ifndef SERVICE_PATTERNARG_H
#define SERVICE_PATTERNARG_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct value;

/* The text that an argument is, or that {"equals-ignore-case": text} has: borrowed. NULL if it
 * is neither. */
const char *patternarg_text(const struct value *argument, size_t *ret_size, bool *ret_any_case);

/* Each returns true if the argument of the match type `word` is good, or false with the reason
 * in `why`: a text of any case or of its own, a text, a text with single '*', a range of
 * numbers, a block of addresses. */
bool patternarg_check_end(const char *word, const struct value *argument, struct buf *why);
bool patternarg_check_text(const char *word, const struct value *argument, struct buf *why);
bool patternarg_check_wildcard(const char *word, const struct value *argument, struct buf *why);
bool patternarg_check_range(const char *word, const struct value *argument, struct buf *why);
bool patternarg_check_block(const char *word, const struct value *argument, struct buf *why);

#endif
