/*
 * target.h - targets, which do tasks: the way in which a target does them, and what that way
 * has read from the target's text, such as exec:COMMAND.
 *
 * A program has the ways that its generated main lists (ASL_TARGET in words.def). Nothing else
 * refers to a way, so that one that is not listed is not linked.
 */
#ifndef TASK_TARGET_H
#define TASK_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_request;
struct asl_target;
struct asl_tokens;
struct asl_workflow;
struct buf;
struct fetch_way;
struct hub;
struct value;
struct loop;
struct notice;
struct random;
struct target;
struct wire_answer;
struct wire_request;

/* What a server has for the tasks of all its workflows. All is borrowed. */
struct target_host {
    const struct asl_target *const *ways; /* do what nothing is bound to, before the program's
                                             own ways are asked; ends with NULL */
    bool keeps;    /* the server has a store: tasks go on when it is started again */
    bool does_all; /* those, and also what something is bound to */
    const struct asl_tokens *tokens; /* by which tasks wait for somebody outside, */
    void *desk;                      /* and what its functions take */
    void *owner;                     /* for the ways */
};

/* What the program that runs the workflow has to offer to those who do tasks. */
struct target_site {
    const char *program; /* as it was called, for messages; NULL: the workflow's name */
    const char *local;   /* the folder of the embedded services; NULL if there is none */
    bool is_local_given; /* by --local */
    bool has_reports;    /* hosted functions print AWS's START, END and REPORT lines */

    /* Returns the URL at which the embedded services answer function code, or NULL where they
     * do not. Called when a function's first process is started; borrowed for that long. NULL
     * if there are none. */
    const char *(*endpoint)(void *owner);

    /* The URL of the server's API of Step Functions, borrowed; NULL, or it returns NULL, where
     * there is none. */
    const char *(*api)(void *owner);

    /* Returns true as long as the server's API is not there yet: functions, which are told of
     * it, begin only then. NULL: nobody waits for it. */
    bool (*is_early)(void *owner);

    /* The embedded services that hand on what tasks send, also to functions and state machines,
     * borrowed; NULL, or it returns NULL, where there are none: tasks open their own. */
    struct hub *(*hub)(void *owner);
    void *owner;

    const struct target_host *host; /* NULL: no server runs the workflow */
};

/* What tells of the trace that a task belongs to. */
#define TARGET_TRACE_ROOM 112
struct target_trace {
    char amazon[TARGET_TRACE_ROOM]; /* X-Amzn-Trace-Id: "Root=...;Parent=...;Sampled=1" */
    char parent[TARGET_TRACE_ROOM]; /* W3C's traceparent; "" if it is not passed on */
};

/* Takes answers as they came: the body of an object may be no text. */
struct target_sink {
    /* May take the answer's body; what is left of it, the notice of the end tells. */
    void (*take)(void *owner, struct wire_answer *answer);
    void *owner;
};

/* One task that is to be started. All is borrowed for the call but `owner` and `sink`. */
struct target_job {
    struct loop *loop;
    struct random *random;
    uint64_t ticket;                        /* of the order, by which its frame waits for it */
    const char *program, *state, *resource; /* static, for messages */
    const struct asl_request *request;      /* static */
    const struct value *input;
    const char *execution_arn,
        *machine_arn; /* where the request's service is told them; NULL */
    int64_t ahead_ms; /* how far the loop's clock is ahead of the time that the run sees */
    const char *role; /* the ARN of the role that the task assumes; NULL: none */
    const struct target_trace *trace; /* what is passed on; NULL: nothing */

    /* For work that holds up the loop, so that no deadline of it can strike: the state's
     * TimeoutSeconds and HeartbeatSeconds; 0 if there is none. */
    int64_t limit_ms;
    int64_t silence_ms;

    bool wants_log;   /* the notice of the end has what a function printed */
    bool may_measure; /* how long work takes may decide on which thread it is done */

    const char *called; /* by lambda:invoke or states:startExecution: its name; else NULL */
    const struct value *arguments; /* of lambda:invoke: all that the task gives; else NULL */
    const char *request_id;        /* under which the answer will go out; NULL if it has none */
    const struct target_site *site;
    const struct value *begun; /* of a job that was begun before a restart: what `submitted` was
                                  called with then; NULL: nothing is begun */
    const char *token;         /* by which it can be answered from outside; NULL if it cannot */
    const struct target *secret; /* what puts the secret of its connection on a request, ready;
                                    NULL if there is none */
    const struct target_sink *sink; /* of the target 'aws' alone, until the end; or NULL */

    /* Called once, on a later turn of the loop: NOTICE_SUCCEEDED or NOTICE_FAILED, without a
     * ticket. After that the work is gone. */
    void (*done)(void *owner, struct notice *end);

    /* Called on a later turn, once for all the heartbeats since the last call. */
    void (*heartbeat)(void *owner);

    /* What TaskSubmitted shows (taken). Called during `start` or later, but before `done`. Of a
     * task that waits for its token `done` says the same; if this is called instead, the work
     * goes on until it is abandoned. */
    void (*submitted)(void *owner, struct value *value);

    void *owner;
};

/* A request that wants a secret. All is borrowed, and stays until `done` is called. */
struct target_seal {
    struct loop *loop;
    struct random *random;
    const struct fetch_way *tls;
    const char *ca_file; /* NULL: the system's certificates */
    struct wire_request *request;

    /* Called once, on a later turn; the reason is in `why` if there is no secret. */
    void (*done)(void *owner, const struct buf *why);
    void *owner;
};

/* A function of whatever type. */
typedef void target_address(void);

/* A way to do tasks. `bound` is what it made of a target's text. */
/* Which of AWS's services a way's tasks call. */
enum target_services {
    TARGET_NO_SERVICES,
    TARGET_REAL_SERVICES, /* outside of this machine, which people are told */
    TARGET_EMBEDDED_SERVICES
};

struct asl_target {
    bool is_inside; /* its tasks are functions of this process, which may print */

    /* It does what a worker of an activity does: its answer is that to the task's token. If it
     * makes nothing of a target (`bound` is NULL), the task is left to workers outside, and
     * `start` is not called. */
    bool is_worker;

    /* Its tasks get all the Parameters of lambda:invoke, and give all of its answer: with other
     * ways the function gets the Payload, and its answer is put into an envelope. */
    bool takes_whole;

    /* Of a task that waits for a job it calls `submitted` when that has begun. Of the others
     * nothing is known of that: TaskSubmitted shows {}, unless `start` calls it. */
    bool submits;

    enum target_services services; /* what its tasks call */

    /* Returns true if it does a request that nothing is bound to. `is_local`: only what is on
     * this machine may be called. NULL if it does none. */
    bool (*answers)(const struct asl_request *r, bool is_local);

    const struct fetch_way
        *tls; /* by which its requests to https: addresses go; NULL: none do */

    const char *word; /* of its row in words.def, which says how its targets are written */

    /* Reads what follows the scheme. Returns true and *ret_bound (new), or false with what is
     * wrong in `why`. NULL if it only loads what another way of its scheme has read. */
    bool (*read)(const struct asl_workflow *w, const char *text, void **ret_bound,
                 struct buf *why);

    /* Takes one setting of its scheme (ASL_SETTING in words.def), right after `read`; the value
     * fits. NULL if words.def has none for it. */
    void (*set)(void *bound, const char *key, const struct value *value);

    /* Before the first start: find what it needs. Returns false, with the reason in `why`, if
     * it is not there. NULL if it needs nothing. */
    bool (*prepare)(void *bound, struct buf *why);

    /* Begins the task. The result is what `abandon` takes, until `done` is called. NULL if it
     * does no tasks. */
    void *(*start)(void *bound, const struct target_job *job);

    /* Of a connection, which does no tasks: puts its secret on the request of one. The result
     * is what `abandon` takes, until `done` is called. NULL if this is no connection. */
    void *(*seal)(void *bound, const struct target_seal *s);

    /* Stops the task; `done` is not called any more. */
    void (*abandon)(void *work);

    /* The same where the task goes on when the server is started again: a job that has begun is
     * not stopped. NULL: as `abandon`. */
    void (*leave)(void *work);

    void (*release)(void *bound);

    /* Of a loader: finds a symbol of a shared library, or of libc or libm if `library` is NULL.
     * Returns false, with the reason in `why`, if there is none. NULL if this is not a
     * loader. */
    bool (*find)(const char *library, const char *symbol, target_address **ret_address,
                 struct buf *why);

    /* Of a loader: functions that shared libraries may call, which are linked in with it; ends
     * with NULL. */
    target_address *const *keeps;
};

struct target {
    const struct asl_target *way; /* static */
    void *bound;                  /* owned; the way releases it */
};

/* The scheme of the target `text`, such as "exec:"; NULL if words.def has no way for it.
 * Static. */
const char *target_scheme(const char *text);

/* The forms of the targets that this program can use, one for each `index` from 0 on, and what
 * each does; NULL past the last. Static. */
const char *target_form(const struct asl_workflow *w, size_t index, const char **ret_help);

/* Returns true if some targets of the program can have settings (setting.h). */
bool target_has_settings(const struct asl_workflow *w);

/* Reads the target `text`, with the settings of its object form (setting.h), or NULL. Returns
 * true and *ret_target (new, for target_release()), or false with a message in `why`. */
bool target_read(const struct asl_workflow *w, const char *text, const struct value *settings,
                 struct target *ret_target, struct buf *why);

/* Finds the task function of that name which is linked into the program (as c:NAME). Returns
 * false if there is none, or the program cannot call such functions. */
bool target_linked(const struct asl_workflow *w, const char *name, struct target *ret_target);

/* Returns the way that does this request where nothing is bound to it, or NULL. Static. */
const struct asl_target *target_default(const struct asl_workflow *w,
                                        const struct asl_request *r, bool is_local);

/* Returns the way that can open shared libraries, or NULL if this program has none. Static. */
const struct asl_target *target_loader(const struct asl_workflow *w);

/* Finds what the target needs before its first start. Returns false, with the reason in `why`,
 * if that is not there. */
bool target_prepare(const struct target *t, struct buf *why);

void target_release(struct target *t);

#endif
