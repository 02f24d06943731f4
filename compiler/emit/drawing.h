/*
 * drawing.h - the tables of the workflow's picture, from which a server answers.
 */
#ifndef EMIT_DRAWING_H
#define EMIT_DRAWING_H

#include <stdbool.h>

struct fill;
struct plan;

/* Fill the holes {{boxes}}, {{arrows}} and {{size}}; they are empty if there is to be no
 * picture. Returns true if a literal is longer than C promises to take. */
bool drawing_fill(struct fill *f, const struct plan *p, bool is_wanted);

#endif
