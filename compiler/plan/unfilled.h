/*
 * unfilled.h - values that are still ${NAME}, where a text can not stand for them: numbers,
 * truths, times, words, paths; and every ${NAME} outside of quotes. A state that has one is
 * built, and fails when it is reached.
 */
#ifndef PLAN_UNFILLED_H
#define PLAN_UNFILLED_H

struct arena;
struct diag;
struct doc_node;
struct state;

/* The first such value of the state, its rules, retriers and catchers; NULL: it has none. `d`
 * is mute. */
const struct doc_node *unfilled_find(struct arena *a, struct diag *d, const struct state *s);

#endif
