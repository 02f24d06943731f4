/*
 * lend.h - a value that foreign code borrows for one call, in which it may get json-c's
 * reference counts wrong.
 *
 * A task's function in C gets its input borrowed, and returns a value of its own. It is easy to
 * forget json_object_get() in such a function: it then returns the input, or a part of it, or
 * puts a part into another value, or releases what it was only lent. Each such value then has
 * fewer references than there are owners, and the program reads memory that is gone.
 *
 * While a value is lent, each of its nodes has many references more, so that none can be freed.
 * At the end each node gets as many as it has owners: the members and items that hold it, and
 * the result. References that the function has taken and keeps stay. json-c has no call that
 * tells a count, so this file reads and writes the count in json-c's own structure. If that
 * structure is not as expected, it does nothing at all.
 */
#ifndef VALUE_LEND_H
#define VALUE_LEND_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

struct lend {
    struct json_object *value; /* borrowed: what is lent */
    struct json_object **nodes;
    size_t count; /* of its nodes, each once */
    size_t room;
};

/* Returns true if json-c keeps its counts where this file looks for them. */
bool lend_works(void);

/* `value` (borrowed, or NULL) shares nothing with any other value. */
void lend_begin(struct lend *l, struct json_object *value);

/* The call has returned `result` (or NULL): after this it is owned by the caller, who owns
 * `value` as before, and both can be released. O(nodes of both). */
void lend_end(struct lend *l, struct json_object *result);

#endif
