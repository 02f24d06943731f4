/*
 * form.h - reads the members of one object into its fields: what is unknown, out of place, of
 * the other dialect or of the wrong shape is reported once and left out.
 */
#ifndef READ_FORM_H
#define READ_FORM_H

#include "compiler/read/field.h"
#include "compiler/read/shape.h"

struct form {
    struct shape_place place;
    enum field_owner owner;
    struct rule *rule;   /* of a rule: takes a comparator; else NULL */
    bool takes_dialects; /* fields of the other dialect are left out without a word */
};

/* Fills `ret_field`, which is all NULL before. */
void form_read(const struct form *form, const struct doc_node *object,
               const struct doc_node *ret_field[FIELDS]);

/* The same for an object of parts.def, and for those in it. NULL is nothing. */
void form_read_parts(const struct form *form, const struct doc_node *object);

/* Report a field that `object` does not have at all. */
void form_require(const struct form *form, const struct doc_node *object, enum field f);

/* The same for States and StartAt, together. */
void form_require_block(const struct form *form, const struct doc_node *object);

/* Report a member of States that is not an object. */
void form_refuse_state(const struct form *form, const struct doc_node *member);

/* Where a message about a whole object points: its name, or its first byte. */
struct span form_place(const struct doc_node *object);

#endif
