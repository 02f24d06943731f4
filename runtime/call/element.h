/*
 * element.h - values as XML elements, by their shapes, and the other way round.
 */
#ifndef CALL_ELEMENT_H
#define CALL_ELEMENT_H

#include <stddef.h>

struct asl_shape;
struct buf;
struct value;
struct wire_answer;
struct xml;
struct protocol_fault;

/* Appends <NAME>...</NAME>. `space` is an attribute that it has besides those of its shape, or
 * NULL. */
void element_put(struct buf *out, const char *name, const char *space,
                 const struct asl_shape *s, const struct value *v);

/* The value of a shape that the element holds. New. */
struct value *element_read(const struct asl_shape *s, const struct xml *x);

/* Sets the members of `s` that travel in the body, as far as the element has them. */
void element_read_members(const struct asl_shape *s, const struct xml *x,
                          struct value **object);

/* What a protocol reads of an error: the Code and Message of an <Error>, which may be within an
 * <ErrorResponse>, or as EC2 has it within the <Errors> of a <Response>. */
void element_read_fault(const struct wire_answer *w, struct protocol_fault *ret_fault);

#endif
