/*
 * urlform.h - an object as application/x-www-form-urlencoded, which http:invoke sends where it
 * is asked for URL_ENCODED (I-17). What is in an object is named by brackets:
 * address[city]=Rome.
 */
#ifndef CALL_URLFORM_H
#define CALL_URLFORM_H

#include <stdbool.h>

struct buf;
struct value;

/* How the items of a list are named: a[0]=x&a[1]=y, a=x&a=y, a=x,y, a[]=x&a[]=y. */
enum urlform_lists { URLFORM_INDICES, URLFORM_REPEAT, URLFORM_COMMAS, URLFORM_BRACKETS };

/* Returns true and *ret_lists for the words that AWS has for them: "INDICES" and so on. */
bool urlform_lists_of(const char *word, enum urlform_lists *ret_lists);

/* Appends the members of `object`, whose values nest no deeper than what read_json() takes. */
void urlform_put(struct buf *out, const struct value *object, enum urlform_lists lists);

/* Appends the pairs of a form or a query but those whose name, encoded, is `name`. */
void urlform_put_others(struct buf *out, const char *pairs, const char *name);

#endif
