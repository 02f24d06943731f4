/*
 * typed.h - plain JSON as DynamoDB's attribute values: {"n": 1} as {"n": {"N": "1"}}.
 */
#ifndef LOCAL_TYPED_H
#define LOCAL_TYPED_H

struct value;

/* An object as an item. One whose members are all written as attribute values already is
 * returned as it is. New. */
struct value *typed_item(struct value *object);

#endif
