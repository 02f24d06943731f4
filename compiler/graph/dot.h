/*
 * dot.h - the graph of a workflow in Graphviz's language, for who has tools that read it.
 */
#ifndef GRAPH_DOT_H
#define GRAPH_DOT_H

struct buf;
struct chart;

/* The whole file. A Parallel or Map is a cluster: a node with its title, and its children. */
void dot_print(struct buf *out, const struct chart *c);

#endif
