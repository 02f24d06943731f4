/*
 * unfilled.h - values that are still ${NAME}, where a text cannot stand for them: numbers,
 * truths, times, words, paths; and every ${NAME} outside of quotes. A state that has one is
 * built, and fails when it is reached.
 */
#ifndef PLAN_UNFILLED_H
#define PLAN_UNFILLED_H

struct arena;
struct diag;
struct doc_node;
struct state;

/* Returns the first such value of the state, its rules, retriers and catchers, or NULL if it
 * has none. Messages for `d` must be muted: the check has said them already. */
const struct doc_node *unfilled_find(struct arena *a, struct diag *d, const struct state *s);

#endif
