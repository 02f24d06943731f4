/*
 * field.h - the tables of fields.def, owners.def and parts.def: which words there are, who may
 * hold them, in which dialect.
 */
#ifndef READ_FIELD_H
#define READ_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/read/shape.h"

/* What holds fields: a row of owners.def. OWNER_ANY_STATE is a state of an unknown type, which
 * may hold whatever some state may. */
enum field_owner {
    OWNER_ANY_STATE = 0,
#define OWNER(name, letter, words) name = letter,
#include "compiler/read/owners.def"
#undef OWNER
};

/* A state of that type. */
enum field_owner field_owner(enum asl_type type);

/* "a Pass state", "a retrier": for messages. Static. */
const char *field_owner_words(enum field_owner owner);

/* What the object in an ItemReader or ResultWriter is: its ...Config. OWNER_ANY_STATE: no
 * object with rows stands in that holder. */
enum field_owner field_inner_part(enum field_owner holder);

/* What the value of a field of `holder` consists of, if that is an object with fields of its
 * own, or a list of such objects. The owner is OWNER_ANY_STATE if it is something else; the
 * states of a workflow are SHAPE_STATES. */
struct field_inside {
    enum field_owner owner;
    bool is_list;
};
struct field_inside field_inside(enum field_owner holder, enum shape shape);

const struct shape_row *field_row(enum field f);

/* The row of a word among the fields, or among the parts of `holder`; NULL if there is none. */
const struct shape_row *field_find(const char *word, size_t word_size);
const struct shape_row *field_find_part(enum field_owner holder, const char *word,
                                        size_t word_size);

/* The row behind `after`, or the first for NULL, that the owner may hold in that dialect; NULL
 * where there are no more. Walks over fields and parts, in the order of their tables. */
const struct shape_row *field_next(enum field_owner owner, enum dialect dialect,
                                   const struct shape_row *after);

/* Which field a row of field_find() is. */
enum field field_of(const struct shape_row *row);

bool field_has_owner(const struct shape_row *row, enum field_owner owner);
bool field_has_dialect(const struct shape_row *row, enum dialect dialect);

/* A comparator of Choice rules, with or without Path behind. */
enum field_operand { OPERAND_TEXT, OPERAND_NUMERIC, OPERAND_TIME, OPERAND_TRUTH };
struct field_test {
    enum asl_comparator comparator;
    enum field_operand operand;
    bool is_path;
};
bool field_find_test(const char *word, size_t word_size, struct field_test *ret_test);

/* Where a word stands among the others in an object of `holder`, as --emit=asl writes it: by
 * the order of the tables. SIZE_MAX for a word that they do not have. */
size_t field_rank(enum field_owner holder, const char *word, size_t word_size);

/* The word nearest to `word` that `owner` may hold, or NULL: for "did you mean". */
const char *field_nearest(enum field_owner owner, enum dialect dialect, const char *word);

/* "JSONPath" or "JSONata". Static. */
const char *field_dialect_word(enum dialect dialect);

/* Returns true if the object has this field, whatever is wrong with its value. */
bool field_written(const struct doc_node *object, enum field f);

#endif
