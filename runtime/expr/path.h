/*
 * path.h - evaluate a JSONPath tree as AWS does (Jayway's rules: P-08 .. P-25), and
 * place a value by a reference path (ResultPath: P-30 .. P-33).
 */
#ifndef EXPR_PATH_H
#define EXPR_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/expr/form.h"
#include "runtime/expr/look.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

struct buf;

/* Returns true if it can yield one node only: names and single indices, a union of names at the
 * end, which makes one object, and a function (P-08, P-16). */
bool path_is_definite(const struct asl_expr *path);

/* Where `path` (an ASL_OP_PATH) leads in the scope. A few pointer steps if it is definite. */
struct path_result path_look(struct asl_scope *s, const struct asl_expr *path,
                             enum path_rule rule);

/* Where a FORM_PATH leads, borrowed; NULL if that is nowhere. */
static inline struct value *path_follow(const struct asl_scope *s, const struct form *form)
{
    return value_find(form->is_of_item ? s->item : s->data, form->places, form->count);
}

/*
 * path_look() for a field whose path must find something: a Choice's rules, a
 * Wait's paths. Fails the scope if the data is null, even for $ itself (P-20).
 * On PATH_FOUND *ret_value is new.
 * On the missing outcomes `ret_missing` (may be NULL) gets the number of the first step
 * that led nowhere, for path_print(). An indefinite path finds an array, empty for what is
 * missing; only a slice or a union of indices finds nothing, if applied to something that is
 * not an array.
 */
enum path_outcome path_find(struct asl_scope *s, const struct asl_expr *path,
                            struct value **ret_value, size_t *ret_missing);

/* Returns true if it begins at $ and the data is null: then a template fails even for $ itself
 * (P-20). */
bool path_is_of_nothing(const struct asl_scope *s, const struct asl_expr *path);
void path_fail_of_nothing(struct asl_scope *s);

/* The first `steps` steps as Jayway shows them: $['a'][0]['b']. */
void path_print(struct buf *b, const struct asl_expr *path, size_t steps);

/* One step in that form: ['a'], [0], [*], [1:3]. */
void path_print_step(struct buf *b, const struct asl_expr *step);

/* Reference paths (P-30): whether something can be put at `path` into a value, and putting it
 * there. Objects are made where there is nothing yet; a key goes into objects only, an index
 * must be in its array. path_put_take() takes `value`, and the path must fit. */
bool path_fits(const struct value *into, const struct asl_expr *path);
void path_put_take(struct value **into, const struct asl_expr *path, struct value *value);

#endif
