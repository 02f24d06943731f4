/*
 * workers.h - takes orders for tasks, starts what does them, and reports how they end.
 *
 * An order names a state, a resource and an input. It is done by an entry of a mock file, or by
 * the target that a binding names. The listener is always
 * called from a later turn of the loop, never from within workers_start(); mocks answer in the
 * order in which they were started.
 */
#ifndef TASK_WORKERS_H
#define TASK_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_request;
struct asl_workflow;
struct buf;
struct value;
struct loop;
struct mock;
struct notice;
struct target_sink;
struct target_site;
struct target_trace;
struct workers; /* opaque: bindings, mocks and what is in flight */

struct workers_order {
    uint64_t ticket;   /* chosen by the listener, unique among the orders in flight */
    uint32_t run;      /* a number that no other run has now; a Map's children share its own */
    const char *state; /* the state's name */
    const char *execution_arn, *machine_arn; /* as in struct target_job */
    const struct asl_request *request;       /* borrowed for the call */
    struct value *input;                     /* borrowed: Parameters' value; copied if kept */
    /* A real target is stopped after timeout_ms of real time, or after heartbeat_ms without a
     * heartbeat; 0 if there is no limit. */
    int64_t timeout_ms;
    int64_t heartbeat_ms;
    /* The state's TimeoutSeconds and HeartbeatSeconds, for a target that holds up the loop; 0
     * if there is none. */
    int64_t limit_ms;
    int64_t silence_ms;
    const char *token;          /* by which it can be answered; NULL if it has none */
    bool has_started;           /* it goes on after a restart: a worker outside may have it, */
    bool has_submitted;         /* and its token was passed on, */
    const struct value *answer; /* and answered (notice_kept()): nothing is started; or NULL */
    const char *role;           /* as in struct target_job */
    const struct value *begun;  /* as in struct target_job */
    const char *execution; /* the execution's ARN, for lists of what waits; NULL if not known */
    uint64_t chance;       /* what its request ids and the like follow from */
    int64_t ahead_ms;      /* how far the loop's clock is ahead of the time that the run sees */
    const struct target_trace *trace; /* what is passed on; NULL: nothing */
    bool wants_log;                   /* as in struct target_job */
    const struct target_sink *sink;   /* likewise */
    bool is_map_s; /* a distributed Map reads or writes by it: no mock answers it */
};

/* Called with each notice of a task (notice.h). */
typedef void workers_listener(void *owner, struct notice *n);

/* New; everything is borrowed and must outlive it. */
struct workers *workers_new(struct loop *l, const struct asl_workflow *w,
                            workers_listener *listener, void *owner);
void workers_release(struct workers *w);

/* Put away all orders that are in flight, as workers_release() does: they go on elsewhere, and
 * nobody is told of them any more. */
void workers_leave(struct workers *w);

/* Say whether functions that turn out to be quick may come to run on the loop's thread
 * (asl/task.h). The default is no: only those run there that are said to be quick. Under a
 * virtual clock, and in a server, it stays so. */
void workers_measure(struct workers *w, bool measures);

/* Sets what is offered to those who do tasks (target.h; copied). Without this, nothing is. */
void workers_site(struct workers *w, const struct target_site *site);

/*
 * Bindings: RESOURCE=TARGET, or the path of a JSON file of them. A later one wins over an equal
 * earlier one. Returns true, or false with a message for the user in `why`.
 */
bool workers_bind(struct workers *w, const char *resource_and_target, struct buf *why);
bool workers_bind_file(struct workers *w, const char *path, struct buf *why);

/* Tasks are answered by this case of a mock file (taken) from now on. */
void workers_mock_take(struct workers *w, struct mock *m);

/* Names every Task of the workflow that nothing does, a line each, in `why`; returns how many
 * there are. With mocks none is named. */
size_t workers_unbound(struct workers *w, struct buf *why);

/* Tasks that nothing is bound to are done by the embedded or real services (binding.h). */
void workers_defaults(struct workers *w, bool is_local);

/* Names every Task of the workflow whose target calls services outside of this machine, or else
 * the embedded ones, "'Get', 'Put'", in `names`; returns how many there are. A distributed Map
 * that reads or writes S3 counts as one. */
size_t workers_calling(const struct workers *w, bool embedded, struct buf *names);

/* Returns true if a distributed Map's request goes to a real service. */
bool workers_reach(const struct workers *w, const char *state, const struct asl_request *r);

/* Returns true if some target of a binding is a function of this process. */
bool workers_run_inside(const struct workers *w);

/* Returns true if something does this task: a mock, a binding, or a function of that name. If
 * not, `why` gets AWS's words for something that does not exist. To be called before
 * workers_start(). */
bool workers_take(struct workers *w, const char *state, const struct asl_request *r,
                  const struct value *input, struct buf *why);

/* Begins the task. The order is borrowed for the call. */
void workers_start(struct workers *w, const struct workers_order *order);

/* The result is not wanted any more: the listener hears nothing more of this ticket, a child is
 * stopped, asl_call_cancelled() is true for a C task. */
void workers_cancel(struct workers *w, uint64_t ticket);

/* What the mocks have counted of the execution `run`, as a value: new, or NULL if nothing.
 * workers_read_run() sets the counts to such a value; NULL: to none. */
struct value *workers_write_run(const struct workers *w, uint32_t run);
void workers_read_run(struct workers *w, uint32_t run, const struct value *counts);

/* The execution `run` has ended: its mocks' counts are forgotten. */
void workers_forget(struct workers *w, uint32_t run);

/* Returns how many orders are in flight that will end by themselves: all but pending mocks. */
size_t workers_in_flight(const struct workers *w);

/* Returns how many functions run that nobody waits for (unawaited.h). Turns of the loop let
 * them end; workers_release() stops them. */
size_t workers_unawaited(const struct workers *w);

#endif
