/*
 * storage.h - which stores there are, and where the executions of a program are if the user
 * does not say it.
 */
#ifndef SERVE_STORAGE_H
#define SERVE_STORAGE_H

#include <stdbool.h>

struct options;
struct store;

/* Open the store that --store names as KIND:ARGUMENT; by default it is the file in the folder
 * of the embedded services of `name`. Returns true and *ret_store (new), with *ret_is_lasting
 * telling whether it outlives the process; or false after a message. */
bool storage_open(const struct options *o, const char *name, struct store **ret_store,
                  bool *ret_is_lasting);

#endif
