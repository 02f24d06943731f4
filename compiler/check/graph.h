/*
 * graph.h - checks how the states of each block hang together: targets, reachability, terminal
 * states, and names over the whole workflow (T-14, T-15, T-22 .. T-26).
 */
#ifndef CHECK_GRAPH_H
#define CHECK_GRAPH_H

struct checker;

/* O(states), but for "did you mean", which gives up after a fixed amount of work. */
void graph_check(const struct checker *c);

#endif
