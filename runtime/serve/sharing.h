/*
 * sharing.h - what a server says and wants of a store that other servers have as well.
 */
#ifndef SERVE_SHARING_H
#define SERVE_SHARING_H

#include <stdbool.h>

struct buf;
struct options;
struct station;
struct store;

/* Returns false, after a message, if an option says something that means nothing with the
 * store: `alone` is one that is given and is for a shared store alone, or NULL. */
bool sharing_fits(const struct options *o, const char *alone);

/* Warn of tasks that embedded services do: whoever goes on with an execution at another machine
 * finds other data there. */
void sharing_warn(const struct station *s);

/* Append {"node":2,"store":"..."}: whoever has the store can tell whether it is its server that
 * answers at an address. A server without such a store says so as well. */
void sharing_put_node(struct store *s, struct buf *out);

#endif
