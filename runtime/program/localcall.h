/*
 * localcall.h - calls functions by their names, as AWS does for Lambda's Invoke, and for topics
 * and rules that have a function as a receiver. The functions are those to which the program's
 * tasks are bound.
 */
#ifndef PROGRAM_LOCALCALL_H
#define PROGRAM_LOCALCALL_H

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

/* Ends all calls; nobody is told. Does nothing for NULL. */
void localcall_close(struct localcall *c);

/* Begin a call of a function, by its name or its ARN, with an event that is JSON (copied).
 * `done`, which may be NULL, is called on a later turn. Returns the call's id; 0 if there is no
 * such function, with the reason in `why`. */
uint64_t localcall_begin(struct localcall *c, const char *function, const char *event,
                         size_t size, localcall_done *done, void *owner, struct buf *why);

/* `done` is not called any more, and the function's work is stopped. */
void localcall_cancel(struct localcall *c, uint64_t id);

#endif
