/*
 * service.h - prints the tables of what a workflow calls of AWS's services: its actions, and
 * the shapes that can be reached from them (asl/service.h).
 */
#ifndef EMIT_SERVICE_H
#define EMIT_SERVICE_H

struct arena;
struct buf;
struct plan;

/* Appends a declaration of each action to `actions`, and all tables to `tables`; nothing where
 * the workflow calls none. */
void service_print(struct buf *actions, struct buf *tables, struct arena *a,
                   const struct plan *p);

#endif
