/*
 * feature.h - one thing that a workflow's program can do: a word on its command line, the
 * options that it takes, and a function.
 *
 * The generated program lists its features (asl.h), so that what it cannot do is not linked. A
 * feature that is left out leaves no trace in --help either: all that is said of it stands
 * here.
 */
#ifndef PROGRAM_FEATURE_H
#define PROGRAM_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_workflow;
struct buf;
struct feature_asking;
struct feature_keeping;
struct hub;
struct option_row;
struct options;
struct session;
struct value;

/* A call of a function that the program's tasks are bound to. All is borrowed for the call but
 * `owner`. */
struct feature_call {
    const char *function; /* its name or its ARN */
    const char *event;    /* JSON */
    size_t size;

    /* Called on a later turn with the function's answer or its error, JSON, borrowed. */
    void (*done)(void *owner, const char *text, size_t size, bool has_failed);
    void *owner;
};

/* The embedded services during a run. */
struct feature_services {
    /* Fill them from the file of that name (--local-load). Returns false, with the reason in
     * `why`, if that fails. */
    bool (*load)(struct session *s, const char *path, struct buf *why);

    /* The door through which the code of hosted functions uses them, and its URL. New, for
     * close(); NULL, with the reason in `why`, if it cannot be opened. */
    void *(*open)(struct session *s, struct buf *why);
    const char *(*url)(const void *door); /* borrowed */

    /* Returns true while functions run that were called through it, and nobody waits for. */
    bool (*is_busy)(const void *door);
    void (*close)(void *door);

    /* The services behind the door, borrowed: what is asked of them there may call functions
     * and start state machines. */
    struct hub *(*hub)(void *door);

    /* Bind what the options say now: they may have more tasks than when it was opened. Returns
     * false, with the reason in `why`, if one is wrong. */
    bool (*bind)(void *door, const struct options *o, struct buf *why);

    /* Call a function. Returns true and *ret_id, by which cancel() takes the call back: `done`
     * is not called then. Returns false, with the reason in `why`, if there is no such one. */
    bool (*call)(void *door, const struct feature_call *c, uint64_t *ret_id, struct buf *why);
    void (*cancel)(void *door, uint64_t id);

    /* Have a function get what comes to a queue or a table, as an event source mapping of AWS
     * says it (embedded/feed.h): taken. */
    void (*feed)(void *door, struct value *mapping);

    /* Functions have these versions and aliases, and no others: an object of lists of texts by
     * the names of functions, taken. Of other functions each is as good as the function. */
    void (*qualify)(void *door, struct value *qualifiers);
};

struct asl_feature {
    const char *word;
    const char *usage; /* what stands behind the word: "[JSON] [OPTION]..." */
    const char *help;  /* what it does, in a line */

    /* What a word that is not an option is: its `value` names it ("JSON"), its `set` keeps it.
     * NULL if there is none. */
    const struct option_row *argument;

    /* The options that it takes: tables of rows, each ended by a row without a word; NULL ends
     * them. Tables that features share are the same tables (options.h). */
    const struct option_row *const *options;

    /* The size in bytes of the struct that its rows write to, whose first member is a struct
     * options; 0 if that is a plain struct options. */
    size_t size;

    /* An environment variable by which whoever starts the program means this feature, where the
     * command line names none; or NULL. */
    const char *variable;

    /* Do it. Returns the exit code (base/exit.h). */
    int (*run)(const struct asl_workflow *w, const struct options *o);

    /* For tests and benchmarks: embedded services of its own that end with it, unless --local
     * names others, and no service outside of this machine is called, whatever credentials
     * there are, unless a binding says so. */
    bool is_trial;

    /* What `info` tells of the definition's text because of this feature; NULL: nothing. */
    void (*tell)(struct value **info, const char *definition);

    /* What every run of the program has because of this feature; NULL: nothing. */
    const struct feature_services *services;

    /* How the other features keep executions because of this one (keeping.h); NULL: not. */
    const struct feature_keeping *keeping;

    /* How the other features ask a server because of this one (asking.h); NULL: not. */
    const struct feature_asking *asking;
};

#endif
