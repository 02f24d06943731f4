/*
 * mermaid.h - the graph of a workflow in Mermaid's language, which many pages draw, GitHub's
 * among them.
 */
#ifndef GRAPH_MERMAID_H
#define GRAPH_MERMAID_H

struct buf;
struct chart;

/* A flowchart. A Parallel or Map is a subgraph; where it starts is a small circle. */
void mermaid_print(struct buf *out, const struct chart *c);

#endif
