/*
 * method.h - what can be called of texts, numbers, lists and maps, as Java's classes have it.
 */
#ifndef VTL_METHOD_H
#define VTL_METHOD_H

#include <stdbool.h>
#include <stddef.h>

struct datum;
struct run;
struct run_call;

/* The result; NULL for null, and for a method that there is not. Fails the run where Java
 * throws an exception. */
struct datum *method_call(struct run *r, const struct run_call *c);

/* What $x.NAME is, for a property. */
struct datum *method_property(struct run *r, struct datum *on, const char *name, size_t size);

/* Returns true if VTL's == holds; false after a failure as well. What is long costs steps. */
bool method_is_same(struct run *r, const struct datum *a, const struct datum *b);

#endif
