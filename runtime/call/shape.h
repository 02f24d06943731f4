/*
 * shape.h - what can be asked of the shapes of AWS's models (asl/service.h), and of the values
 * that have them.
 *
 * Between Step Functions and the wire a value is as a JSON protocol would carry it, whatever
 * the service speaks: members have the model's names, blobs are base64, times are numbers of
 * seconds. That is also what an embedded service takes and gives.
 */
#ifndef CALL_SHAPE_H
#define CALL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/service.h>

struct buf;
struct value;

/* The names of a member (static). */
const char *shape_api(const struct asl_member *m);
const char *shape_at(const struct asl_member *m);

/* The member of a structure that the model, or Step Functions, calls `name`; NULL if there is
 * none, or the shape is NULL. O(members). */
const struct asl_member *shape_member_by_api(const struct asl_shape *s, const char *name);
const struct asl_member *shape_member_by_name(const struct asl_shape *s, const char *name);

/* The first member that travels there; NULL if there is none. */
const struct asl_member *shape_member_in(const struct asl_shape *s, enum asl_place place);

/* Appends the bytes of a base64 text, or base64 of bytes. shape_decode() returns false if it is
 * not base64. */
bool shape_decode(struct buf *out, const char *text, size_t size);
void shape_encode(struct buf *out, const char *bytes, size_t size);

/* Appends a scalar as text for a header, a query, a form or XML: a number as it is, a boolean
 * as true or false, a time in the form that is asked for, a blob as its base64. */
void shape_put_scalar(struct buf *out, const struct asl_shape *s, enum asl_time_form form,
                      const struct value *v);

/* The scalar that such a text is: new. A text that does not fit its shape stays a text. */
struct value *shape_read_scalar(const struct asl_shape *s, const char *text, size_t size);

/* A time as a number of seconds, out of any of its forms; any other value is shared. New.
 */
struct value *shape_time(struct value *v);

/* That number as Java's Instant shows it: 2025-01-01T00:00:00Z, with a fraction of three, six
 * or nine digits where there is one. New; any other value is shared. */
struct value *shape_show_time(struct value *v);

/* The same as a number of milliseconds. */
struct value *shape_milliseconds(struct value *v);

#endif
