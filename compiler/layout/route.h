/*
 * route.h - the lines of the arrows, once every spot has its place: they bend between rows
 * only, where nothing else stands.
 */
#ifndef LAYOUT_ROUTE_H
#define LAYOUT_ROUTE_H

struct layout;
struct net;

/* Sets the `y` of rows and spots, and the lines and labels of the arrows; may widen the
 * layout. */
void route_find(struct net *n, struct layout *l);

#endif
