/*
 * demand.h - what a request of AWS's API may look like, and the two checks that AWS makes of it
 * before it looks at what it means: whether its JSON has the right types, and whether its
 * values keep to the constraints of AWS's model.
 */
#ifndef ENDPOINT_DEMAND_H
#define ENDPOINT_DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;

enum demand_kind {
    DEMAND_TEXT,
    DEMAND_BOOLEAN,
    DEMAND_INTEGER, /* of 32 bits */
    DEMAND_LONG,
    DEMAND_FLOAT,
    DEMAND_LIST,
    DEMAND_STRUCTURE
};

struct demand;

struct demand_member {
    const char *name;
    const struct demand *demand;
    bool is_required;
};

struct demand {
    enum demand_kind kind;
    const char *name;    /* of structures: "Tag" */
    int64_t least, most; /* of texts and lists the length, of numbers the value */
    bool is_secret;      /* messages do not show it */
    bool is_in_bytes;    /* its length is counted in bytes and not in characters */
    const char *words;   /* "[EXPRESS, STANDARD]": all that a text may be; or NULL */
    const char *pattern; /* the regular expression that a text fits; or NULL */
    bool (*fits)(const char *text, size_t size); /* whether it does */
    const struct demand *of;                     /* a list's items */
    const struct demand_member *members;         /* of a structure */
    size_t count;
};

/*
 * Take a value of JSON for what is demanded. *ret_value (new) has nothing but what the demand
 * knows, in the demand's order, without nulls, and is of the right types throughout: a number
 * without a fraction where an integer is wanted, true or false where a text says so. Returns
 * false with the message of AWS's SerializationException.
 */
bool demand_take(const struct demand *d, const struct value *v, struct value **ret_value,
                 struct buf *why);

/* Check the constraints of what demand_take() gave. Returns false with the message of AWS's
 * ValidationException. */
bool demand_check(const struct demand *d, const struct value *v, struct buf *why);

#endif
