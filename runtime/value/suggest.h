/*
 * suggest.h - the end of a message about a name that a JSON object does not have.
 */
#ifndef VALUE_SUGGEST_H
#define VALUE_SUGGEST_H

struct buf;
struct value;

/* Append which key of `object` may have been meant by `name`, if one is close, and which keys
 * there are, 20 of them at most: "; did you mean 'Paid'? There are 'Paid', 'Lost'". Nothing is
 * appended where the object has no keys, or is not an object. */
void suggest_key(struct buf *b, const struct value *object, const char *name);

#endif
