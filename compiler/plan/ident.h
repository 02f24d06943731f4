/*
 * ident.h - the author's names -> names in C.
 *
 * Each name made here begins with the workflow's prefix and an underscore, and is made once: it
 * is free only if it and every name that is derived from it (order_charge_retry of
 * order_charge) are free; else it gets _2, _3 and so on at its end. The same names in the same
 * order give the same result.
 */
#ifndef PLAN_IDENT_H
#define PLAN_IDENT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct ident; /* opaque: the names that are taken */

/* The most letters of a prefix that is made of a file's name. */
#define IDENT_PREFIX_MAX 16

/*
 * The names of one workflow, which is called `workflow`. Its prefix is that name folded to
 * [a-z0-9_], and cut to IDENT_PREFIX_MAX letters at the end of a word unless `is_chosen`: then
 * the user has chosen it, of at most 80 letters, and it stays whole. `others`, which ends with
 * NULL, are names that are not ours to choose: task functions. What the templates of the
 * workflow and of its machine hang on the prefix is taken from the start.
 */
struct ident *ident_new(struct arena *a, const char *workflow, bool is_chosen,
                        const char *const *others);

/* What every name begins with: "order", or "workflow_1st_try" where the workflow's name cannot
 * begin one. */
const char *ident_prefix(const struct ident *names);

/*
 * A new name, PREFIX_ and `text` folded as ident_fold() does (where nothing is left: "state").
 * It is so short that a line which declares a table of it has at most 100 columns, unless the
 * prefix is one that the user has chosen and long. `derived` lists what may be hung on it
 * ("_data", "_retry"), and ends with NULL. O(1) on average.
 */
const char *ident_make(struct ident *names, const char *text, size_t size,
                       const char *const *derived);

/* A new name: one that was made here, with a suffix, "_catch_1". */
const char *ident_derive(struct ident *names, const char *name, const char *suffix,
                         const char *const *derived);

/* The same in capitals, for an enum's constant. */
const char *ident_capitals(struct arena *a, const char *name);

/*
 * `text` in small letters, digits and underscores: "Is it payable?" is is_it_payable, and
 * "getOrderStatus" get_order_status. At most `most` letters (80 or less), cut at the end of a
 * word. `fallback` where nothing is left.
 */
const char *ident_fold(struct arena *a, const char *text, size_t size, size_t most,
                       const char *fallback);

#endif
