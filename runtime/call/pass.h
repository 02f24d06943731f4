/*
 * pass.h - places in values, and what is passed from one to another (struct asl_pass).
 */
#ifndef CALL_PASS_H
#define CALL_PASS_H

#include <stdbool.h>

#include <asl/service.h>

struct value;

/* All that is at a place: an array (new), in which nothing is for members that are not there.
 */
struct value *pass_all(const struct value *whole, const char *place);

/* What is at a place, an array if it has a [*]. New; NULL if there is nothing. */
struct value *pass_get(const struct value *whole, const char *place);

/* The text at a place; NULL if there is none. New, for memory_release(). */
char *pass_text(const struct value *whole, const char *place);

/* Puts a value (taken) at a place of an object, in which members are made that are not there.
 */
void pass_put(struct value **whole, const char *place, struct value *v);

/* The object (taken) without the first member of a place. New. */
struct value *pass_without(struct value *object, const char *place);

/* A job's passes, out of the task's input and what its start answered, onto `made` (taken; NULL
 * for an empty object). New. */
struct value *pass_onto(struct value *made, const struct asl_pass *passes,
                        const struct value *input, const struct value *answer);

/* The value (taken) in which what is at each `from` is at `to` instead. New. */
struct value *pass_moved(struct value *whole, const struct asl_pass *passes);

#endif
