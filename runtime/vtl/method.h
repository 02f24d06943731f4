/*
 * method.h - what can be called of texts, numbers, lists and maps, as Java's classes have it.
 */
#ifndef VTL_METHOD_H
#define VTL_METHOD_H

#include <stddef.h>

struct datum;
struct run;
struct run_call;

/* The result; NULL for null, and for a method that there is not. Fails the run where Java
 * throws an exception. */
struct datum *method_call(struct run *r, const struct run_call *c);

/* What $x.NAME is, for a property. */
struct datum *method_property(struct run *r, struct datum *on, const char *name, size_t size);

#endif
