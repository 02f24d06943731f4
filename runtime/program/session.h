/*
 * session.h - what every subcommand opens before it runs anything: a clock, a loop, an engine,
 * and who does the tasks, all as the options say.
 *
 *   struct session s;
 *   session_open(&s, w, o);
 *   int code = session_bind(&s) ? work(&s) : EXIT_USAGE;
 *   session_close(&s);
 *
 * A session may run many executions, one after the other or at once. It does not move while it
 * is open.
 */
#ifndef PROGRAM_SESSION_H
#define PROGRAM_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/clock.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"

struct asl_traces;
struct asl_workflow;
struct buf;
struct feature_services;
struct fetch_way;
struct value;
struct loop;
struct observer;
struct options;
struct random;
struct target_host;
struct traces;

struct session {
    const struct options *options;
    struct clock clock;
    struct loop *loop;
    struct engine engine;
    struct deployment deployment;            /* its own workflow, if it has one */
    const struct feature_services *services; /* NULL: the program has none */
    const struct asl_workflow *callable;     /* whose ways do what functions call through the
                                                services; NULL: the session's own workflow */
    const struct target_host *host;          /* of a server; borrowed; NULL if it is none */
    const char *api; /* where a server has its API of Step Functions; borrowed; NULL so far */
    bool awaits_api; /* it will have one: what is told of it waits until then */

    /* A topic or a rule starts a state machine of a server, with that input; all is borrowed.
     * NULL: the session has none. */
    void (*start_machine)(void *owner, const char *machine, const char *input, size_t size);
    void *starter;
    const struct asl_traces *tracing; /* NULL: executions are not traced */
    struct traces *traces;            /* owned, of `tracing` */
    struct observer *tracer;          /* that makes them; owned */
    uint16_t door_port;               /* where the door is to be; 0: the system picks a port */
    void *door;          /* to the services, once a function has needed it; owned */
    char *local;         /* the folder of the services; owned; NULL if none is known */
    bool may_lack_tasks; /* a task that nobody does fails when it is to begin */
    bool is_of_one;      /* its options are for the one workflow that it will get */
    bool is_fresh;       /* that folder is removed with the session */
    bool is_stopped;     /* a signal asked for the end: nobody's work is waited for */
};

void session_open(struct session *s, const struct asl_workflow *w, const struct options *o);

/* The same without a workflow, for a session that gets several later; the folder of its
 * embedded services is called `name`, unless --local says another. */
void session_open_bare(struct session *s, const char *name, const struct options *o);

/* Have the engine run one more workflow, as the options say. The deployment stays where it is
 * until turn_withdraw(). */
void session_deploy(struct session *s, struct deployment *d, const struct asl_workflow *w);

/* Bind what --tasks and --task say, and the defaults, for such a workflow; in a session of one
 * workflow as session_bind() does. Returns false, with a line for the user in `why`, where that
 * cannot be or where nobody does some task. */
bool session_bind_tasks(struct session *s, struct deployment *d, struct buf *why);

/* Returns true if it is that of a server whose API is not there yet; for struct target_site. */
bool session_is_early(void *session);

/* The folder of the embedded services: --local, or the workflow's own folder below what XDG
 * calls the state home. New, or NULL if neither is known. */
char *session_local(const struct options *o, const char *workflow);

#define SESSION_NO_LOCAL "the embedded services have no folder: give --local DIR"

/* Returns true if the embedded services have a folder. Returns false, with that message in
 * `why`, if they have none. */
bool session_has_local(const struct session *s, struct buf *why);

/* Open the door to the embedded services, if it is not open yet. Returns it, borrowed; NULL,
 * with the reason in `why`, if there is none. */
void *session_door(struct session *s, struct buf *why);

/* The way of some target of the workflow by which https: addresses can be reached; NULL if none
 * has one. Static. */
const struct fetch_way *session_tls(const struct asl_workflow *w);

/* Trace the executions that are started from now on, as --trace-file and the environment say:
 * by `tracing`, under `name`; `tls` sends to https: addresses, and may be NULL. Returns false,
 * after a message, if the file cannot be written. */
bool session_trace_with(struct session *s, const struct asl_traces *tracing, const char *name,
                        const struct fetch_way *tls);

/* The same with what the workflow's program has, if it has traces. */
bool session_trace(struct session *s, const struct asl_workflow *w);

/* Wait for functions that a deployment has called and not waited for, until they have ended or
 * a signal asks for the end. */
void session_await(struct session *s, const struct deployment *d);

/* Every execution must have ended, and been released, and every other workflow withdrawn. Waits
 * as session_await() does; then two seconds at most for traces that are to be sent. */
void session_close(struct session *s);

/* Bind what --tasks, --task and --mock say, and fill the embedded services as --local-load
 * says. False, after a message on standard error, where that cannot be, where nobody does some
 * task, or where --type express is not for this workflow (T-28). Says on standard error which
 * states call real services. */
bool session_bind(struct session *s);

/* The same, with that message in `why` instead; each of its lines is one for message.h. */
bool session_try_bind(struct session *s, struct buf *why);

/* Returns true if an input of so many bytes may start an execution. Returns false, with the
 * reason in `why` (which may be NULL), if StartExecution would refuse it. */
bool session_takes_size(const struct session *s, size_t size, struct buf *why);

/* To be called in a fork of the process in which the deployment was bound: what is drawn
 * without
 * --seed is not what the other process draws, and what tasks print goes to standard error. */
void session_renew(struct session *s, const struct deployment *d);

/* Begin an execution with the options' --type and --role-arn. `name` NULL stands for a UUID;
 * the input is shared; `observers` is a list, borrowed, NULL if there is none. New, as
 * run_start() gives it. */
struct execution *session_start(struct session *s, const char *name, struct value *input,
                                const struct observer *observers);

/* Begin one of many executions, the n-th (from 1), by `name` as in session_start(), as a
 * session of its own would whose --seed is greater by n - 1: so neither what it draws nor what
 * it sees of a virtual clock depends on the others. `random` is a place for what it draws from,
 * borrowed until it is released; it may be NULL if there is no --seed. New.
 */
struct execution *session_start_nth(struct session *s, uint64_t n, const char *name,
                                    struct value *input, struct random *random);

/* Turn until all executions have ended; those that nothing can wake any more are aborted. */
void session_run(struct session *s);

/* Abort every execution that has not ended. */
void session_abort(struct session *s);

/* The input that --input or --input-file gives, else {}: true and *ret_input (new). False,
 * after a message on standard error. */
bool session_input(const struct options *o, struct value **ret_input);

#endif
