/*
 * hosting.h - what a lambda: target says: the command that runs the function, and its settings.
 */
#ifndef WAY_HOSTING_H
#define WAY_HOSTING_H

#include <stdbool.h>

#include "runtime/host/fleet.h"

struct bootstrap;
struct buf;
struct value;

struct hosting {
    const struct bootstrap *language; /* static; NULL for a custom runtime */
    char **words;                     /* the command; owned */
    char **env;                       /* owned; NULL if there is none */
    struct fleet_settings settings;   /* borrows from all these */
};

/* Reads what follows "lambda:". Returns false, with what is wrong in `why`; else *ret_hosting
 * is to be closed. It must stay where it is. */
bool hosting_open(struct hosting *ret_hosting, const char *text, struct buf *why);
void hosting_close(struct hosting *h);

/* Sets "env", "timeout", "memory" or "concurrency", with a value that fits (task/setting.h). */
void hosting_set(struct hosting *h, const char *key, const struct value *value);

/* Returns false, with the reason in `why`, if the command is not there. */
bool hosting_prepare(const struct hosting *h, struct buf *why);

#endif
