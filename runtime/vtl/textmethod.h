/*
 * textmethod.h - the methods of texts. Places in a text are counted as Java counts them, in
 * UTF-16.
 */
#ifndef VTL_TEXTMETHOD_H
#define VTL_TEXTMETHOD_H

#include <stdbool.h>

struct datum;
struct run_call;
struct run;

/* Call it. Returns false if texts have no such method. */
bool textmethod_call(struct run *r, const struct run_call *c, struct datum **ret_datum);

#endif
