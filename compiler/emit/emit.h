/*
 * emit.h - plan -> C text, by the templates of templates/.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

struct buf;
struct plan;

/* The whole C file. The same plan gives the same bytes. */
void emit_workflow(struct buf *c, const struct plan *p);

#endif
