/*
 * storage.h - which stores there are, and where the executions of a program are if the user
 * does not say it.
 */
#ifndef LEDGER_STORAGE_H
#define LEDGER_STORAGE_H

#include <stdbool.h>

struct options;
struct store;

/* Open the store that --store names as KIND:ARGUMENT; by default it is the file in the folder
 * of the embedded services of `name`. Returns true and *ret_store (new), with *ret_is_lasting
 * telling whether it outlives the process; or false after a message. */
bool storage_open(const struct options *o, const char *name, struct store **ret_store,
                  bool *ret_is_lasting);

/* The same for a server: one that may not do with the store what it has to is told what allows
 * it. */
bool storage_open_to_serve(const struct options *o, const char *name, struct store **ret_store,
                           bool *ret_is_lasting);

enum storage_found {
    STORAGE_OPEN,
    STORAGE_SERVED,  /* a server has it: *ret_url (new) is where */
    STORAGE_MISSING, /* there is none of that name, which a message has said */
    STORAGE_BROKEN   /* a message has said why it cannot be opened */
};

/* The same for a store that has to be there, and outlives the process. */
enum storage_found storage_open_again(const struct options *o, const char *name,
                                      struct store **ret_store, char **ret_url);

/* The server at that URL has the store: whoever finds that it is in use can ask there, by what
 * stands in the file FILE-url. With NULL for the URL: nobody can any more. */
void storage_announce(const struct options *o, const char *name, const char *url);

#endif
