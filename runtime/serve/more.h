/*
 * more.h - what a server is because of the program that runs it.
 */
#ifndef SERVE_MORE_H
#define SERVE_MORE_H

#include <stdbool.h>

struct buf;
struct call;
struct station;

struct serve_more {
    const char *name; /* the server's own, of the folder in which its files are by default */

    /* The state machine that routes start which name none; NULL: each has to name one. */
    const char *machine;

    /* The station is open, and nothing has been read of it: what else there is to serve may be
     * found out now, such as routes and `machine`, of this struct. Returns false after
     * messages, where it is wrong. NULL: nothing is to be done. */
    bool (*prepare)(void *owner, struct station *s);

    /* The station is open: fill it with state machines, set its hooks, and have what was under
     * way go on. Returns false, with the reason in `why`, where that cannot be. */
    bool (*open)(void *owner, struct station *s, struct buf *why);

    /* The server listens at that URL, and has said so. NULL: nothing is to be done. */
    void (*listening)(void *owner, const char *url);

    /* The station is empty, and is about to be closed. NULL: nothing is to be done. */
    void (*close)(void *owner);

    /* Does an operation that needs the compiler. NULL: nobody does. */
    void (*operation)(void *owner, struct station *s, struct call *c);
    void *owner;
};

#endif
