/*
 * picture.h - the picture at the top of the file: every state, what it is, and where it leads.
 */
#ifndef EMIT_PICTURE_H
#define EMIT_PICTURE_H

struct buf;
struct plan;

/* One line a state, nested ones below the state that they belong to. */
void picture_print(struct buf *c, const struct plan *p);

#endif
