/*
 * border.h - turns values into json-c's objects, which tasks in C see (asl/task.h), and
 * json-c's objects into values.
 *
 * Nothing but this, sound.h and lend.h knows json-c.
 */
#ifndef VALUE_BORDER_H
#define VALUE_BORDER_H

struct json_object;
struct value;

/* A new object that shares nothing with the value. NULL is JSON null, as json-c has it. */
struct json_object *border_out(const struct value *v);

/* The value of an object that is sound (sound.h), borrowed: new. */
struct value *border_in(struct json_object *o);

/* Give up a reference. Does nothing for NULL. */
void border_release(struct json_object *o);

#endif
