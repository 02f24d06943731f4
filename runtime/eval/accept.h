/*
 * accept.h - signatures: which arguments a word or a lambda accepts, such as <a<n>s?-:x>.
 *
 * The parser has found them sound. Arguments are matched as JSONata matches them: by a regular
 * expression over the letters of their types.
 */
#ifndef EVAL_ACCEPT_H
#define EVAL_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

struct accept;
struct value;
struct work;

/* The arguments that a call gets, each of them a reference of its own. */
#define ACCEPT_FEW 6
struct accepted {
    struct value **args;
    size_t count;
    struct value *few[ACCEPT_FEW]; /* where `args` is, if they are few */
};

/* New; NULL if `signature` is NULL: anything is accepted. */
struct accept *accept_new(const char *signature, size_t size);
void accept_release(struct accept *a);

/* How many parameters it has; 0 of NULL. */
size_t accept_count(const struct accept *a);

/* Returns true if these are exactly the arguments that the function is to get: one for each
 * parameter, and nothing to be put in. Parameters that have none are undefined. */
bool accept_as_they_are(const struct accept *a, size_t count, struct value *const *args);

/* The arguments (borrowed) as the function is to get them, and at least `room` of them:
 * accept_end() ends them. A missing one may be replaced by the context (borrowed), and what is
 * no array where one is wanted is put into one. Fails with T0410, T0411 or T0412, and returns
 * false; there is nothing to end then. */
bool accept_arguments(struct work *w, const struct accept *a, size_t count,
                      struct value *const *args, struct value *context, size_t room,
                      struct accepted *ret);
void accept_end(struct accepted *a);

#endif
