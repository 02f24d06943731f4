/*
 * svg.h - the picture of a workflow as an SVG file: light or dark, as its reader likes it. Its
 * text can be selected, and a screen reader hears what each state and arrow is.
 */
#ifndef GRAPH_SVG_H
#define GRAPH_SVG_H

struct buf;
struct chart;

/* The whole file. The same chart gives the same bytes. */
void svg_print(struct buf *out, const struct chart *c);

#endif
