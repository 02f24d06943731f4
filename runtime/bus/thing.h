/*
 * thing.h - what EventBridge keeps under a name, as JSON: archives, replays, connections, API
 * destinations, what buses and rules have beside the usual, and the tags of ARNs.
 */
#ifndef BUS_THING_H
#define BUS_THING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask;
struct value;

/* The thing of a kind and a name: new, or NULL if it is not there. */
struct value *thing_load(struct ask *a, const char *kind, const char *name);
void thing_store(struct ask *a, const char *kind, const char *name, const struct value *thing);
void thing_forget(struct ask *a, const char *kind, const char *name);

/* Answer a page of a kind's things, by NamePrefix, Limit and NextToken of the request: as the
 * list `list` of objects with those of their members that `shown` names, which ends with NULL.
 * Things whose member `by` is not the request's member of that name are left out, if the
 * request has it; so for each of the names of `by`, which ends with NULL. */
void thing_list(struct ask *a, const char *kind, const char *list, const char *const *shown,
                const char *const *by);

/* An object with those of its members that `shown` names; new. */
struct value *thing_show(const struct value *thing, const char *const *shown);

/* Copy members of the request, where it has them. `members` ends with NULL. */
void thing_copy(struct ask *a, struct value **thing, const char *const *members);

/* Set a time. */
void thing_set_time(struct value **thing, const char *member, int64_t at_ms);

/* The limit of a page that the request asks for; 100 if it does not. */
int64_t thing_limit(struct ask *a);

/* A name that the request must have, of at most `most` characters; NULL after a failure. */
const char *thing_name(struct ask *a, const char *member, size_t most);

/* Returns true if the text is one of `words`, which "[ONE, TWO]" lists; false after a failure,
 * as AWS's validators word it. */
bool thing_check_word(struct ask *a, const char *member, const char *text, const char *words);

#endif
