/*
 * ongoing.h - the executions that are under way in a server: what happens in them goes into the
 * ledger, and what they are, if the store outlives the process, at each commit.
 */
#ifndef STATION_ONGOING_H
#define STATION_ONGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/exec/history.h"
#include "runtime/exec/redrive.h"
#include "runtime/exec/run.h"
#include "runtime/ledger/numbertable.h"
#include "runtime/station/jobgroup.h"

struct asl_traces;
struct draws;
struct engine;
struct execution;
struct ledger;
struct machines;
struct mockcases;
struct revision;
struct traces;
struct value;

/* Somebody who waits for an execution's end, besides who began it. */
struct ongoing_watcher {
    /* Called once, as on_end of struct ongoing; by then it watches no more. */
    void (*on_end)(void *owner, const struct execution *x);
    void *owner;
    struct ongoing *of;           /* what it watches; NULL: nothing */
    struct ongoing_watcher *next; /* of the same execution */
};

/* An execution that is under way, or whose end is not committed yet. */
struct ongoing {
    uint64_t number;            /* in the ledger; 0 if it is not there */
    struct job job;             /* likewise: that number, and the group that it is of */
    struct execution *x;        /* borrowed from the engine */
    struct revision *revision;  /* held */
    struct value *entry;        /* as in the ledger; owned; NULL if it is not there */
    struct redrive_point point; /* where it has failed last */
    struct buf events;          /* those that the ledger does not have yet, as it takes them */
    uint64_t first_event;       /* of them */
    uint64_t place;             /* of those that it has last; 0: none */
    struct asl_frame *standin;  /* of a Map Run's child whose parent another process has: what
                                   it hangs on (standin.h); owned; else NULL */
    struct draws *draws;        /* owned; NULL: it draws from the engine's random */

    /* Called once its end is committed, before it is gone; with NULL if it is put away before
     * its end. NULL if nobody waits. */
    void (*on_end)(void *owner, const struct execution *x);
    void *owner;
    struct ongoing_watcher *watchers; /* borrowed */
};

/* Whoever wants to know of all executions. */
struct ongoing_news {
    /* One begins, or goes on after its end, or has ended: before its end is committed if a
     * distributed Map started it, else after that. */
    void (*begun)(void *owner, const struct ongoing *g);
    void (*redriven)(void *owner, const struct ongoing *g);
    void (*ended)(void *owner, const struct ongoing *g);
    void *owner;
    const struct observer *observer; /* looks at them; it has no next one */
};

struct ongoings {
    struct engine *engine;                /* borrowed */
    struct ledger *ledger;                /* borrowed */
    struct machines *machines;            /* borrowed */
    const struct mockcases *mocks;        /* borrowed; NULL if there are none */
    const char *program;                  /* who warns on standard error; borrowed */
    bool is_lasting;                      /* the store outlives the process */
    struct observer observer;             /* of all of them */
    const struct asl_traces *tracing;     /* whose these are: */
    struct traces *traces;                /* borrowed; NULL if executions are not traced */
    struct observer tracers[2];           /* what traces, alone and before `observer` */
    struct numbertable table;             /* those in the ledger, by their numbers there */
    const struct ongoing_news *news;      /* borrowed; NULL if nobody wants to know */
    const struct ongoing_start *starting; /* what is just about to begin */
    uint64_t *told;                       /* [told_count]: those that have such events */
    size_t told_count, told_room;
    struct jobgroups groups;
    size_t other_nodes; /* that live, of those that have the same store: children of Map Runs
                           may be left to them */
    uint64_t *leaving;  /* [leaving_count]: those that are, with the next commit */
    size_t leaving_count, leaving_room;
    int64_t left_ns;             /* when that was done last, by the steady clock; 0: never */
    struct asl_frame **standins; /* [standin_count]: those of children that are gone; owned */
    size_t standin_count, standin_room;
    bool is_seeded;
    uint64_t seed;
};

/* What an execution begins with. Texts are copied, the input is shared. */
struct ongoing_start {
    struct revision *revision;
    const char *test_case; /* whose answers its tasks get, of which there is a variant; NULL */
    const char *name;      /* NULL: a UUID */
    struct value *input;
    const char *trace;                   /* the header of a trace; NULL */
    const char *version_arn, *alias_arn; /* by which it was asked for; NULL */
    const char *starter;                 /* as in struct call */
    uint64_t follower;                   /* likewise */
    bool is_awaited;  /* an Express one whose client waits: it is never written, since nobody
                         wants its answer any more once the process is gone */
    int64_t ahead_ms; /* as in struct run_start */
    bool is_seeded;   /* it draws by this seed, and not by one that follows from its ARN */
    uint64_t seed;
    void (*on_end)(void *owner, const struct execution *x);
    void *owner;
};

void ongoings_open(struct ongoings *o, struct engine *e, struct ledger *l, struct machines *ms,
                   bool is_lasting);

/* What begins from now on draws by this seed and its ARN, whatever else is under way, and draws
 * on when it is resumed. */
void ongoings_seed(struct ongoings *o, uint64_t seed);

/* This one looks at the events of what begins or goes on from now on. Borrowed; NULL: nobody.
 */
void ongoings_watch(struct ongoings *o, const struct observer *watch);

/* Trace what begins or goes on from now on. */
void ongoings_trace(struct ongoings *o, const struct asl_traces *tracing, struct traces *t);

/* Tell of what begins or goes on from now on. */
void ongoings_tell(struct ongoings *o, const struct ongoing_news *news);

/* Put all of them away, without an end: they are in the store, or lost with it. */
void ongoings_close(struct ongoings *o);

/* The store has lost what was put since the last commit, and what is under way is another
 * process's now: put all of them away as ongoings_close() does, those that have ended since as
 * well. Others may begin then. */
void ongoings_lose(struct ongoings *o);

/* Begin an execution; a Standard one, or one that is to outlive the process, is in the ledger.
 * Borrowed, until its end is committed. */
struct ongoing *ongoings_begin(struct ongoings *o, const struct ongoing_start *start);

/* The one with that number; NULL if it is not under way. */
struct ongoing *ongoings_find(const struct ongoings *o, uint64_t number);

/* Have the watcher (borrowed) called at the end of an execution that is under way; and not any
 * more, if it still watches. */
void ongoing_watch(struct ongoing *g, struct ongoing_watcher *w);
void ongoing_unwatch(struct ongoing_watcher *w);

/* Have the ledger know all events that there were. */
void ongoings_write_events(struct ongoings *o);

/* Write what has changed, and what has ended: for the engine's commit point, before the
 * store's. */
void ongoings_write(struct ongoings *o);

/* The end of an execution is committed: for the engine's on_end. */
void ongoings_ended(struct ongoings *o, struct execution *x);

/* An execution may be about to fail: for the engine's on_failing. */
void ongoings_failing(struct execution *x, struct asl_frame *f);

/* It is of the group with that root from now on. */
void ongoing_join(struct ongoings *o, struct ongoing *g, uint64_t root);

/* For handover.h: put this one away as ongoings_close() does; and the execution that a Map
 * Run's child belongs to, NULL if it is none or that is not here. */
void ongoing_put_away(struct ongoings *o, struct ongoing *g);
struct ongoing *ongoing_parent(const struct execution *x);

/* For revive.h: an execution of the ledger is under way again, with that entry (shared): new.
 * That it is a job: once more, if it had ended. What its run starts with, and that the run
 * (taken) has begun. */
struct ongoing *ongoing_go_on(struct ongoings *o, uint64_t number, struct revision *r,
                              struct value *entry);
void ongoing_begin_job(const struct ongoings *o, const struct ongoing *g, bool is_again);
struct run_start ongoing_start_again(const struct ongoings *o, struct ongoing *g);
void ongoing_goes_on(const struct ongoings *o, struct ongoing *g, struct execution *x);

#endif
