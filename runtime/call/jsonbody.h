/*
 * jsonbody.h - values as the bodies of JSON of AWS's services have them, and the other way
 * round: members are called there as their tables say, and times may be texts.
 */
#ifndef CALL_JSONBODY_H
#define CALL_JSONBODY_H

#include <asl/service.h>

struct value;

/* A value of that shape as a body has it, and the value that is there in a body; of a member of
 * a structure `form` is its own. What is not in the shape is left out. New; `v` is borrowed.
 * Recursion is bounded by the depth that values may have. */
struct value *jsonbody_out(const struct asl_shape *s, enum asl_time_form form, struct value *v);
struct value *jsonbody_in(const struct asl_shape *s, struct value *v);

#endif
