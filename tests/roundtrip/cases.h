/*
 * cases.h - what the two sides of the round trip share: expressions in JSONata with their data,
 * and the line that an evaluation comes to.
 */
#ifndef ROUNDTRIP_CASES_H
#define ROUNDTRIP_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct asl_expr;
struct value;

struct cases; /* opaque */

/*
 * The cases of a file of JSON lines: {"expr": TEXT, "data": JSON, "bindings": {...}}, the last
 * two optional; "dataset" instead of "data" names a file beside it, "expr_file" is not looked
 * at. New, or NULL after a message.
 */
struct cases *cases_read(const char *path);
void cases_release(struct cases *c);
size_t cases_count(const struct cases *c);

/* The text of an expression, borrowed. */
const char *cases_expression(const struct cases *c, size_t i, size_t *ret_size);

/* Returns true if a case has a variable of that name. `owner` is a struct case_names. */
struct case_names {
    const struct cases *cases;
    size_t i;
};
bool cases_has_name(const void *owner, const char *name);

/* Evaluates case `i` and prints its line: its number, and the value, or how it failed. It is
 * always the same moment and the same chance. `e` is NULL for a text that is no expression. */
void cases_run(const struct cases *c, size_t i, const struct asl_expr *e, FILE *out);

#endif
