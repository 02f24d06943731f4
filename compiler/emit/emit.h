/*
 * emit.h - plan -> C text, by the templates of templates/.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

struct buf;
struct plan;

/* What a workflow is called in C that a process loads. */
#define EMIT_LOADED "asl_loaded_workflow"

/* The whole C file. The same plan gives the same bytes. */
void emit_workflow(struct buf *c, const struct plan *p);

#endif
