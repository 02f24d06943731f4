/*
 * compile.h - definitions that are being turned into workflows. Who can do that gives the
 * server its hooks; without them its state machines are those that it was started with.
 */
#ifndef MACHINE_COMPILE_H
#define MACHINE_COMPILE_H

#include <stdbool.h>

#include "runtime/machine/machine.h"

struct service_answer;

struct compile_request {
    const char *definition; /* the JSON text; all is copied where it is needed later */
    const char *name;       /* the state machine's */
    bool is_express;
};

enum compile_end {
    COMPILE_DONE,
    COMPILE_INVALID, /* the definition has errors */
    COMPILE_FAILED,  /* the compiler or the machine failed, or the compiler goes */
    COMPILE_BUSY     /* too many wait already */
};

struct compile_result {
    enum compile_end end;
    struct machine_load load; /* taken by who gets it; of COMPILE_DONE only */
    const char *reason;       /* borrowed; "" for COMPILE_DONE. Of COMPILE_INVALID AWS's text:
                                 "CODE: text at LOCATION, ..." */
};

/*
 * Who compiles. `begin` calls `done` exactly once, at once or on a later turn of the loop. It
 * may be later than station_close(): what comes then is unloaded at once. So the compiler is
 * closed after the station.
 */
struct compiler_hooks {
    void (*begin)(void *owner, const struct compile_request *r,
                  void (*done)(void *waiter, const struct compile_result *result),
                  void *waiter);
    void *owner;
};

struct compile_job; /* one that is under way */

struct compiles {
    const struct compiler_hooks *hooks; /* borrowed; NULL: nobody can compile */
    struct compile_job *first;
    bool is_closed;
};

/* Have a definition compiled: `done` is called as `begin` says, but not after compiles_close().
 * Without hooks it fails. */
void compile_begin(struct compiles *c, const struct compile_request *r,
                   void (*done)(void *owner, const struct compile_result *result), void *owner);

/* Unload what a result has. */
void compile_unload(const struct compile_result *r);

/* What is said of a result that is not COMPILE_DONE. */
void compile_answer(const struct compile_result *r, struct service_answer *a);

/* The same of a workflow that was loaded, and is unloaded, since nobody does one of its tasks.
 */
void compile_refuse(const struct compile_result *r, const char *why, struct service_answer *a);

/* All that is under way fails at once, and so does what is begun later. */
void compiles_close(struct compiles *c);

#endif
