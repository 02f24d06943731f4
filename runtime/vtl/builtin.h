/*
 * builtin.h - the functions of $input and $util.
 */
#ifndef VTL_BUILTIN_H
#define VTL_BUILTIN_H

#include <stddef.h>

struct datum;
struct run_call;
struct run;

/* Call one; NULL for null, and for a function that there is not. */
struct datum *builtin_call(struct run *r, const struct run_call *c);

/* $input.body and such; NULL if there is none. */
struct datum *builtin_property(struct run *r, const struct datum *on, const char *name);

#endif
