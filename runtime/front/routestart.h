/*
 * routestart.h - begins what a request of a route asks for, or finds what the same request has
 * begun before.
 */
#ifndef FRONT_ROUTESTART_H
#define FRONT_ROUTESTART_H

struct caller;

/* The caller is answered now or later. `key` is his API key, or "". */
void routestart_take(struct caller *c, const char *key);

#endif
