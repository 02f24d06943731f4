/*
 * station.h - all that a server has: its session, its store, its state machines, and the
 * executions that are under way.
 *
 * A turn of the loop takes what has come, steps every execution that is ready, and writes what
 * has changed; only when that is committed do tasks begin, and answers go out. If the store
 * fails, the process ends at once, with exit code 5: whatever it has told anybody is in the
 * store.
 */
#ifndef STATION_STATION_H
#define STATION_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/ledger/histogram.h"
#include "runtime/ledger/ledger.h"
#include "runtime/machine/compile.h"
#include "runtime/machine/machine.h"
#include "runtime/program/session.h"
#include "runtime/station/change.h"
#include "runtime/station/held.h"
#include "runtime/station/ongoing.h"
#include "runtime/task/target.h"

struct buf;
struct asl_traces;
struct call;
struct desk;
struct fetch_way;
struct mockcases;
struct options;
struct service_answer;
struct store;

struct station {
    struct session session;
    struct store *store; /* borrowed */
    struct ledger ledger;
    struct machines machines;
    struct ongoings ongoings;
    struct compiles compiles; /* its hooks are set once it is open, if there are any */
    struct changes changes;
    struct target_host host; /* what tasks find in a server */
    struct desk *desk;       /* owned: where they wait for somebody outside */
    struct held held;
    size_t max_open;          /* executions that may be under way; 0: any number */
    struct histogram commits; /* how long those took that had something to write */
    struct mockcases *mocks;  /* owned; NULL if there are none */

    /* Called at the end of each turn, when nothing is left that is not committed. NULL: nobody
     * wants that. */
    void (*after_turn)(void *owner);
    void *after_owner;
};

/* Open it, without any state machine. `name` is the server's own, for the folder of its
 * embedded services. It does not move while it is open. */
void station_open(struct station *s, const char *name, const struct options *o,
                  struct store *store, bool is_lasting);

/* Executions may be started with the test cases of a mock file (taken) from now on. Before
 * anything goes on. */
void station_mock_take(struct station *s, struct mockcases *mocks);

/* Trace executions from now on, as session_trace_with() does. */
bool station_trace(struct station *s, const struct asl_traces *tracing, const char *name,
                   const struct fetch_way *tls);

/* Put away what is under way, which stays in the store and goes on when that is opened again,
 * and every state machine. Then close it. */
void station_empty(struct station *s);
void station_close(struct station *s);

/* Returns true if every execution that the store has of the machines that there are now can go
 * on. Returns false if a machine was compiled again since, and does not have the states that
 * some of them are in: `why` names those. */
bool station_fits(struct station *s, struct buf *why);

/* Go on with every execution that the store has of the machines that there are now. Returns how
 * many they are; those of other machines, and those that do not fit, stay as they are. Of a
 * store that others have as well none: there each has to be claimed (cluster.h), and who claims
 * one has its program. */
size_t station_resume(struct station *s);

/* Go on with one execution of the ledger that is under way, as its entry says; `ahead_ms` is as
 * in struct run_start. Returns false, with the reason in `why`, if its machine does not fit. */
bool station_resume_one(struct station *s, uint64_t number, int64_t ahead_ms, struct buf *why);

/* The revision with which an execution of the ledger has started, or one of the same program;
 * NULL if there is none here. */
struct revision *station_revision(struct station *s, uint64_t number);

/* Returns true if fewer executions are under way than there may be. */
bool station_has_room(const struct station *s);

/* One turn; with `may_wait` it sleeps until something comes. */
void station_turn(struct station *s, bool may_wait);

/* Make durable what has changed since the last turn. Where another process has taken what was
 * this one's, all that is under way is put away, and whoever waits for an answer gets an
 * error. */
void station_commit(struct station *s);

/* Answer a call when the turn is committed, unless its client has gone by then. The answer is
 * taken. */
void station_answer(struct station *s, struct call *c, struct service_answer *a);

/* What is now for the executions and for whoever asks. */
int64_t station_now_ms(const struct station *s);

#endif
