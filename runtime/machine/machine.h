/*
 * machine.h - the state machines that a server has, each with its revisions: what it was when
 * it was made, and after each update. An execution stays with the revision it started with; a
 * version is a revision that has a number of its own.
 *
 * This is what is in memory. shelf.h keeps it in the store as well.
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"

struct asl_workflow;
struct buf;
struct machine;
struct mock;
struct session;
struct store;
struct value;

/* A workflow that was loaded for a revision. */
struct machine_load {
    const struct asl_workflow *workflow;
    void (*unload)(void *owner); /* NULL: it is part of the program */
    void *owner;
};

/* A revision whose tasks are answered by a test case of a mock file. */
struct variant {
    char *test_case; /* owned */
    struct deployment deployment;
    struct variant *next;
};

struct revision {
    struct machine *machine; /* borrowed: it is there as long as its revisions are held */
    uint64_t number;         /* of all revisions of all machines; from 1 */
    char *id;                /* owned: a UUID; NULL for the first one */
    char *definition;        /* owned: the JSON text */
    char *role_arn;          /* owned */
    unsigned char
        program[32];      /* a digest of the ARN and the definition, by which others know it */
    struct value *config; /* owned: loggingConfiguration, tracingConfiguration,
                             encryptionConfiguration, all filled in (machineconf.h) */
    int64_t created_ms;
    struct machine_load load; /* without a workflow it cannot run now */
    struct deployment deployment;
    struct variant *variants; /* owned: those that were asked for */
    size_t holds;             /* whoever needs it: its machine, versions, executions */
    struct revision *next;
};

struct version {
    uint64_t number;           /* from 1; never used again */
    struct revision *revision; /* held */
    char *description;         /* owned; NULL if it has none */
    int64_t created_ms;
};

/* What its executions have done in this process, without those of Map Runs. */
struct machine_counts {
    uint64_t started;
    uint64_t ended[EXECUTION_ABORTED + 1]; /* by status */
    uint64_t transitions;                  /* those of Map Runs as well */
};

struct machine {
    char *arn, *name; /* owned */
    bool is_express;
    bool is_deleting; /* its last executions are ending */
    bool is_apart;    /* machine_apart() */
    bool is_given;    /* by the program or its command line: traced whatever it says of that */
    int64_t created_ms;

    /* As it was made: whether that published a version, and with which description (owned). */
    bool was_published;
    char *first_description;

    struct revision *current; /* held */
    struct version *versions; /* [version_count], in the order of their numbers */
    size_t version_count, version_room;
    uint64_t last_version, last_alias; /* numbers that were given out last */
    uint64_t dropped;                  /* versions that were taken out */
    uint64_t row_hash; /* of its row as it was read or written last: others may change it */
    bool is_met;       /* in the walk over the rows that goes on */
    size_t running;    /* executions */
    struct machine_counts counts;
    struct machine *next;
};

struct machines {
    struct session *session;    /* borrowed: whose engine runs them */
    struct store *store;        /* borrowed */
    struct machine *first;      /* in the order of their ARNs */
    struct revision *revisions; /* all that are held */
    uint64_t last_revision;     /* the number that was given out last */
    bool is_closing;

    /* Of a store that other servers have as well: whether this one follows what they change,
     * and what TABLE_CATALOG had when all was as the store has it. */
    bool is_followed;
    uint64_t catalog;

    /* Returns true if another server may go on with executions of a machine that is being
     * deleted. NULL: there are no others. */
    bool (*is_needed)(void *owner, const struct machine *m);
    void *needed_owner;
};

#define CATALOG_UNKNOWN UINT64_MAX /* what of memory is in the store is not known */

/* What a machine or a revision is made of; texts are copied, the configuration is shared. */
struct machine_plan {
    const char *name;
    const char *definition;
    const char *role_arn; /* NULL for shelf_add(): a role of the machine's name */
    bool is_express;
    int64_t created_ms;
    struct value *config; /* NULL: as it is for who says nothing of it */
    bool is_published;    /* with a version at once */
    const char *description;
    struct machine_load load;
};

/* ---- Revisions ---- */

/* What a revision is, and is called. */
struct revision_plan {
    uint64_t number;
    const char *id;
    const char *definition;
    const char *role_arn;
    struct value *config; /* shared */
    int64_t created_ms;
};

/* One that cannot run yet, held once. */
struct revision *revision_new(struct machines *ms, struct machine *m,
                              const struct revision_plan *p);

/* Have it run what was loaded for it. Returns false, with the reason in `why`, if nobody does
 * one of its tasks; the load is the caller's then. */
bool revision_load(struct machines *ms, struct revision *r, const struct machine_load *load,
                   struct buf *why);

/* What runs it with the answers of a test case; NULL before revision_add_variant(). */
struct deployment *revision_variant(const struct revision *r, const char *test_case);

/* Make that of one that was loaded; the mock is taken. It goes with the revision. Returns NULL,
 * with the reason in `why`, as revision_load() fails. */
struct deployment *revision_add_variant(struct machines *ms, struct revision *r,
                                        const char *test_case, struct mock *m, struct buf *why);

/* By which others know a revision of that machine with that definition. */
void revision_program(const char *machine_arn, const char *definition,
                      unsigned char ret_program[32]);

/* Set "definitionSha256", by which people know a definition's text: 64 digits. */
void revision_tell_digest(struct value **o, const char *definition);

/* The one with that number; NULL if nobody holds it. */
struct revision *revision_find(const struct machines *ms, uint64_t number);

struct revision *revision_hold(struct revision *r);

/* Does nothing for NULL. */
void revision_release(struct machines *ms, struct revision *r);

/* The same of somebody to whom the machine does not belong: one that is being deleted goes with
 * the last of them. */
void revision_let_go(struct machines *ms, struct revision *r);

/* Returns true if nobody but the machine itself holds its revisions. */
bool machine_is_free(const struct machines *ms, const struct machine *m);

/* An execution holds it; and has ended, or is put away. A machine that is being deleted goes
 * with its last execution. */
struct revision *revision_begin(struct revision *r);
void revision_end(struct machines *ms, struct revision *r);

/* ---- Machines ---- */

/* A machine without any revision: new, in the list. */
struct machine *machine_new(struct machines *ms, const char *name, bool is_express);

/* A revision of a machine that is in no list and has no row, and that goes with it: held for
 * the caller. Returns NULL, with the reason in `why`, as revision_load() does. */
struct revision *machine_apart(struct machines *ms, const struct machine_plan *p,
                               struct buf *why);

/* The machine with that ARN; NULL if there is none. Linear in their number. */
struct machine *machine_find(const struct machines *ms, const char *arn, size_t size);

size_t machine_count(const struct machines *ms);

/* Make a revision (taken) the current one. */
void machine_turn(struct machines *ms, struct machine *m, struct revision *r);

/* Give a revision (held once more) a number; or take the version out that has one. */
struct version *machine_add_version(struct machine *m, uint64_t number, struct revision *r);
void machine_drop_version(struct machines *ms, struct machine *m, uint64_t number);

/* The version with that number, or of that revision; NULL if there is none. */
struct version *machine_version(const struct machine *m, uint64_t number);
struct version *machine_version_of(const struct machine *m, const struct revision *r);

/* It is being deleted: it is gone with its last execution, and its row with it; at once if none
 * is running. */
void machine_delete(struct machines *ms, struct machine *m);

/* Take it out of memory. Nobody but itself may hold its revisions. */
void machine_forget(struct machines *ms, struct machine *m);

/* The definition's JSON text, out of the pieces that a workflow's program has. New. */
char *machine_definition(const struct asl_workflow *w);

void machines_open(struct machines *ms, struct session *session, struct store *store);

/* What the row in TABLE_CATALOG has; 0 if there is none. And that a row of a machine changes
 * with the next commit, of which other servers are to know; does nothing if there are none. */
uint64_t machines_catalog(const struct machines *ms);
void machines_note_change(struct machines *ms);

/* Tasks that are under way go on elsewhere: nothing is heard of them here any more. */
void machines_leave(struct machines *ms);

/* Forget all; they stay in the store. No execution may be left. */
void machines_close(struct machines *ms);

#endif
