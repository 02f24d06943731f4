/*
 * layout.h - where the boxes and arrows of a picture go: in rows from top to bottom, so that
 * arrows point down, few of them cross, and none runs through a box. It knows boxes and arrows
 * only, and nothing of workflows. All lengths are CSS pixels.
 *
 * Arrows to the same box are led together: they share a trunk, so that thirty states whose
 * errors one state handles are one line with thirty joints. An arrow that leads back up has its
 * head at the lower side of its box.
 *
 * The same input gives the same picture. Time and memory are bounded: where long arrows would
 * need too many places in the rows between, they go round the picture at its right side.
 */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

struct arena;
struct layout;

/* Find what is to be found. O(n log n), but for long arrows. */
void layout_find(struct layout *l, struct arena *a);

#endif
