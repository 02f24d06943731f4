/*
 * model.h - what requests may look like: the shapes of AWS's model as tables, and the two
 * checks that AWS makes of every request before it looks at what it means.
 */
#ifndef DYNAMO_MODEL_H
#define DYNAMO_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;

enum model_kind {
    MODEL_TEXT,
    MODEL_BOOLEAN,
    MODEL_INTEGER,
    MODEL_LONG,
    MODEL_BYTES, /* base64 */
    MODEL_LIST,
    MODEL_MAP,
    MODEL_STRUCTURE
};

struct model;

struct model_member {
    const char *name;
    const struct model *shape;
    bool is_required;
};

struct model {
    enum model_kind kind;
    const char *java; /* of structures: the class's name, without its package */
    bool has_bounds;  /* of texts and lists the length, of numbers the value */
    int64_t least, most;
    bool takes_text;                    /* a boolean for which a text is no error of its type */
    bool is_name;                       /* a text of letters, digits and _.- alone */
    const char *words;                  /* "[HASH, RANGE]": all that a text may be; or NULL */
    const struct model *key, *of;       /* a map's keys, and members of lists and maps */
    const struct model_member *members; /* a structure's, in the order of AWS's messages */
    size_t count;
};

/* Checks the types of JSON. Returns false with the message of a SerializationException. */
bool model_check_types(const struct model *s, const struct value *v, struct buf *why);

/* Checks lengths, values, patterns and what is required. Returns false with the message of a
 * ValidationException: "N validation errors detected: ...". */
bool model_check_bounds(const struct model *s, const struct value *v, struct buf *why);

/* The request with nothing but the members that its shape has, in the shape's order, and
 * without nulls: new. */
struct value *model_trim(const struct model *s, const struct value *v);

/* The shape of an operation's request; NULL if there is no such operation. */
const struct model *model_of_operation(const char *operation);

#endif
