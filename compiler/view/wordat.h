/*
 * wordat.h - the word of an expression at a byte: States.Format, $sum, $states.input.
 */
#ifndef VIEW_WORDAT_H
#define VIEW_WORDAT_H

#include <stddef.h>

#include "compiler/base/source.h"

/* The name around a byte, with the dots of States.Format; of a $variable without any. Within
 * `in`; empty if there is none. */
struct span wordat_whole(const struct source *s, struct span in, size_t offset);

/* What of it stands before the byte. */
struct span wordat_before(const struct source *s, struct span in, size_t offset);

#endif
