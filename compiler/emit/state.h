/*
 * state.h - one state as C: its tables, and its function.
 */
#ifndef EMIT_STATE_H
#define EMIT_STATE_H

#include <asl/tree.h>

struct arena;
struct buf;
struct plan_state;

/* The whole state, by the template of its type. */
void state_print(struct buf *c, struct arena *a, const struct plan_state *s);

/*
 * What a machine's table refers to of a state of this type, "request", "branches" or "map": the
 * member there, the hole in the state's template, and the end of the table's own name.
 * Returns NULL if there is nothing. Static.
 */
const char *state_table(enum asl_type type);

/* A double that C reads back exactly. */
void state_print_double(struct buf *c, double real);

#endif
