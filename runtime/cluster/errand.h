/*
 * errand.h - calls that another node has asked for by a letter: what is done for one and its
 * reply are committed together.
 */
#ifndef CLUSTER_ERRAND_H
#define CLUSTER_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/endpoint/operation.h"

struct call;
struct errand; /* opaque; gone once its call is answered */
struct forwards;
struct service_answer;
struct shared_letter;
struct station;
struct value;

/* New: a call with that input (taken), whose answer becomes the reply to the letter. If the
 * node loses what it had before that, nobody replies: the letter is for another one then. */
struct errand *errand_new(struct station *s, int64_t letter, enum operation o,
                          struct value *input);
struct call *errand_call(struct errand *e);

/* The reply belongs to a job (store_reply()). */
void errand_for_job(struct errand *e, int64_t job);

/* Do what a letter asks for, by `ask`. */
void errand_do(struct station *s, const struct shared_letter *l,
               void (*ask)(void *owner, struct call *c), void *owner);

/* The answer that a reply is, appended to nothing; its error's name is the caller's to make
 * static: *ret_code (new, or NULL). Returns false if it is none. */
bool errand_read_reply(const struct shared_letter *l, struct service_answer *ret_answer,
                       char **ret_code);

#endif
