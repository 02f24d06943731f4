/*
 * localcall.h - calls functions by their names, as AWS does for Lambda's Invoke, and for topics
 * and rules that have a function as a receiver. The functions are those to which the program's
 * tasks are bound.
 */
#ifndef EMBEDDED_LOCALCALL_H
#define EMBEDDED_LOCALCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asl_workflow;
struct buf;
struct localcall; /* opaque: the functions, and the calls that are under way */
struct loop;
struct options;
struct target_site;

/* How a call has ended: JSON, the function's answer or its error; borrowed. */
typedef void localcall_done(void *owner, const char *text, size_t size, bool has_failed);

/* Bind what the program and its options say; `site` is what functions are offered. All is
 * borrowed, and must outlive it, but `site`. Returns true and *ret_calls (new), or false with
 * the reason in `why`. */
bool localcall_open(struct loop *l, const struct asl_workflow *w, const struct options *o,
                    const struct target_site *site, struct localcall **ret_calls,
                    struct buf *why);

/* Bind what these options say as well; of two bindings of one function the last counts. Returns
 * false, with the reason in `why`, if one is wrong. */
bool localcall_bind(struct localcall *c, const struct options *o, struct buf *why);

/* Ends all calls; nobody is told. Does nothing for NULL. */
void localcall_close(struct localcall *c);

/* A call. All is borrowed for the call of localcall_begin() but `owner`. */
struct localcall_order {
    const char *function; /* its name or its ARN */
    const char *event;    /* JSON */
    size_t size;
    bool is_dry_run;      /* only look whether there is such a function */
    localcall_done *done; /* called on a later turn; NULL: how it ends is of no interest */

    /* Called right before `done` with the last 4 KB that the function has printed, if anything
     * is known of that; NULL: nobody wants it. */
    void (*logged)(void *owner, const char *log);
    void *owner;
};

/* Begin a call. Returns true, with the call's id in *ret_id (0 of a dry run). Returns false,
 * with the reason in `why`, if there is no such function, or its event is not JSON. */
bool localcall_begin(struct localcall *c, const struct localcall_order *o, uint64_t *ret_id,
                     struct buf *why);

/* Returns true while a call is under way that has no `done`. */
bool localcall_is_busy(const struct localcall *c);

/* `done` is not called any more, and the function's work is stopped. */
void localcall_cancel(struct localcall *c, uint64_t id);

#endif
