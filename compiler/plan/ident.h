/*
 * ident.h - the author's names -> names in C.
 *
 * Each name made here begins with the workflow's prefix and an underscore, and is made once: it
 * is free only if it and every name that is derived from it (order_charge_retry of
 * order_charge) are free; else it gets _2, _3 and so on behind it. The same names in the same
 * order give the same result.
 */
#ifndef PLAN_IDENT_H
#define PLAN_IDENT_H

#include <stddef.h>

struct arena;
struct ident; /* opaque: the names that are taken */

/*
 * The names of one workflow, whose name (of its file) is `workflow`. `others`, which ends with
 * NULL, are names that are not ours to choose: task functions.
 */
struct ident *ident_new(struct arena *a, const char *workflow, const char *const *others);

/* What every name begins with: "order", or "workflow_1st_try" where the file's name cannot
 * begin one. */
const char *ident_prefix(const struct ident *names);

/*
 * A new name, PREFIX_ and `text` folded to [a-z0-9_] and cut to 40 characters (where nothing is
 * left: "state"). `derived` lists what may be hung on it ("_data", "_retry"), and ends with
 * NULL. O(1) on average.
 */
const char *ident_make(struct ident *names, const char *text, size_t size,
                       const char *const *derived);

/* A new name: one that was made here, with a suffix, "_catch_1". */
const char *ident_derive(struct ident *names, const char *name, const char *suffix,
                         const char *const *derived);

/* The same in capitals, for an enum's constant. */
const char *ident_capitals(struct arena *a, const char *name);

/* `text` folded, without a prefix; `fallback` where nothing is left. */
const char *ident_fold(struct arena *a, const char *text, size_t size, const char *fallback);

#endif
