/*
 * schema.h - what a service takes: the members of an optimised integration's Parameters, as
 * deep as the models of AWS's APIs reach (TK-10, I-26). schemas.def has the tables; a
 * program is linked with those that its workflow names.
 */
#ifndef AWS_SCHEMA_H
#define AWS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <asl/tree.h>

enum schema_kind {
    SCHEMA_TEXT,
    SCHEMA_INTEGER,
    SCHEMA_NUMBER,
    SCHEMA_NUMERIC,     /* a number, or a text that is one */
    SCHEMA_BOOLEAN,     /* AWS takes "true" and "false" for one as well */
    SCHEMA_JSON,        /* any value: one that is not a text is sent as its JSON text */
    SCHEMA_OBJECT_TEXT, /* as SCHEMA_JSON, but not a number or a boolean */
    SCHEMA_LISTS,       /* an object of arrays of texts: headers and queries */
    SCHEMA_LIST,
    SCHEMA_MAP,
    SCHEMA_STRUCT, /* an object of known members */
    SCHEMA_LOOSE   /* as SCHEMA_STRUCT, or a value of another type, which is not checked */
};

struct schema_member {
    const struct asl_schema *schema;
    bool is_needed;
    const char *other; /* another name that is taken for it, or NULL */
};

struct asl_schema {
    enum schema_kind kind;
    const struct asl_schema *of; /* a LIST's items, a MAP's members */
    const struct schema_member *members;
    const char *names; /* of the members, with a NUL behind each */
    size_t count;
};

/* The types of JSON. */
enum schema_type {
    SCHEMA_IS_NULL,
    SCHEMA_IS_BOOLEAN,
    SCHEMA_IS_NUMBER,
    SCHEMA_IS_TEXT,
    SCHEMA_IS_ARRAY,
    SCHEMA_IS_OBJECT
};

/* Returns true if a value of that type may fit the schema, whatever is in it. null always fits:
 * it counts as absent. */
bool schema_fits(const struct asl_schema *s, enum schema_type type);

/* AWS's words for what the schema must be: "a STRING", "an INTEGER". Static. */
const char *schema_words(const struct asl_schema *s);

/* Returns true for a STRUCT or LOOSE, which may have the table's members and no others. */
bool schema_has_members(const struct asl_schema *s);

/* The member of that name of such an object, or NULL. O(members). */
const struct schema_member *schema_member(const struct asl_schema *s, const char *name);

/* The name of the member at `index`, which is below its count. Static. O(members). */
const char *schema_name(const struct asl_schema *s, size_t index);

#endif
