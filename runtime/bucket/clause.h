/*
 * clause.h - the conditions of a policy's statement.
 *
 * What a request is like is its context: an object whose members are the keys of conditions in
 * lower case ("s3:prefix"), but for what comes behind a '/', which is the key of a tag. Each is
 * a text, or an array of texts.
 */
#ifndef BUCKET_CLAUSE_H
#define BUCKET_CLAUSE_H

#include <stdbool.h>

struct value;

/* Returns true if all conditions hold; `conditions` is a statement's Condition, or NULL. */
bool clause_holds(const struct value *conditions, const struct value *context);

/* Returns true if conditions may have that operator, such as "ForAnyValue:StringLikeIfExists".
 */
bool clause_is_operator(const char *name);

/* Returns true if the text is as the pattern says, where '*' stands for any text and '?' for
 * one character. */
bool clause_is_like(const char *pattern, const char *text, bool has_case);

#endif
