/*
 * vtl.h - mapping templates of API Gateway: the Velocity Template Language (VTL) with $input,
 * $context, $stageVariables and $util.
 *
 * A run has an end: its steps, what stands within each other, its output and its memory are
 * bounded, and beyond that it fails.
 */
#ifndef VTL_VTL_H
#define VTL_VTL_H

#include <stddef.h>

#include "runtime/vtl/world.h"

struct buf;
struct value;
struct vtl_template; /* opaque */

/* Read a template: new. NULL, with what is wrong and where in `why` ("line 2, column 5: ..."),
 * if it is malformed. */
struct vtl_template *vtl_open(const char *text, size_t size, struct buf *why);

/* Does nothing for NULL. */
void vtl_close(struct vtl_template *t);

/* Append what the template makes. *ret_context (new; NULL unless it is done) is $context as the
 * template has left it; `why` says what went wrong. */
enum vtl_end vtl_run(const struct vtl_template *t, const struct vtl_world *w, struct buf *out,
                     struct value **ret_context, struct buf *why);

#endif
