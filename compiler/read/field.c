#include "compiler/read/field.h"

#include <stdint.h>
#include <string.h>

#include "runtime/base/nearest.h"

#define LETTER(dialects) (#dialects)[0]

static const struct shape_row fields[FIELDS] = {
#define FIELD(name, word, owners, dialects, shape, least, most, words)                         \
    [FIELD_##name] = { word, owners, LETTER(dialects), SHAPE_##shape, least, most, words },
#include "compiler/read/fields.def"
#undef FIELD
};

static const struct {
    enum field_owner holder;
    struct shape_row row;
} parts[] = {
#define PART(holder, word, dialects, shape, least, most, words)                                \
    { PART_##holder, { word, "", LETTER(dialects), SHAPE_##shape, least, most, words } },
#include "compiler/read/parts.def"
#undef PART
};

static const struct {
    const char *word;
    struct field_test test;
    bool has_path;
} tests[] = {
#define ASL_TEST(word, comparator, operand, has_path)                                          \
    { word, { comparator, OPERAND_##operand, false }, has_path },
#include <asl/words.def>
};

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* Fields, parts and comparators are candidates for "did you mean". */
#define WORDS_MOST (FIELDS + COUNT_OF(parts) + COUNT_OF(tests))

const char *field_word(enum field f)
{
    return fields[f].word;
}

const struct shape_row *field_row(enum field f)
{
    return &fields[f];
}

enum field_owner field_owner(enum asl_type type)
{
    static const enum field_owner owners[] = {
        [ASL_TASK] = OWNER_TASK,         [ASL_WAIT] = OWNER_WAIT, [ASL_PASS] = OWNER_PASS,
        [ASL_SUCCEED] = OWNER_SUCCEED,   [ASL_FAIL] = OWNER_FAIL, [ASL_CHOICE] = OWNER_CHOICE,
        [ASL_PARALLEL] = OWNER_PARALLEL, [ASL_MAP] = OWNER_MAP,
    };
    return owners[type];
}

const char *field_owner_words(enum field_owner owner)
{
    switch (owner) {
    case OWNER_ANY_STATE: break;
#define OWNER(name, letter, words)                                                             \
    case name:                                                                                 \
        return words;
#include "compiler/read/owners.def"
#undef OWNER
    }
    return "this object";
}

enum field_owner field_inner_part(enum field_owner holder)
{
    return holder == PART_READER   ? PART_READER_CONFIG
           : holder == PART_WRITER ? PART_WRITER_CONFIG
                                   : OWNER_ANY_STATE;
}

struct field_inside field_inside(enum field_owner holder, enum shape shape)
{
    static const struct field_inside insides[SHAPE_WRITER + 1] = {
        [SHAPE_RETRIERS] = { OWNER_RETRIER, true },
        [SHAPE_CATCHERS] = { OWNER_CATCHER, true },
        [SHAPE_RULES] = { OWNER_RULE, true },
        [SHAPE_RULE] = { OWNER_INNER_RULE, false },
        [SHAPE_BRANCHES] = { OWNER_BRANCH, true },
        [SHAPE_PROCESSOR] = { OWNER_PROCESSOR, false },
        [SHAPE_PROCESSOR_CONFIG] = { PART_PROCESSOR_CONFIG, false },
        [SHAPE_READER] = { PART_READER, false },
        [SHAPE_BATCHER] = { PART_BATCHER, false },
        [SHAPE_WRITER] = { PART_WRITER, false },
    };
    struct field_inside inside = insides[shape];
    if (shape == SHAPE_OBJECT) {
        inside.owner = field_inner_part(holder);
    }
    if (shape == SHAPE_RULES && (holder == OWNER_RULE || holder == OWNER_INNER_RULE)) {
        inside.owner = OWNER_INNER_RULE;
    }
    return inside;
}

static bool is_word(const char *word, const char *text, size_t size)
{
    return strlen(word) == size && memcmp(word, text, size) == 0;
}

const struct shape_row *field_find(const char *word, size_t word_size)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (is_word(fields[i].word, word, word_size)) {
            return &fields[i];
        }
    }
    return NULL;
}

const struct shape_row *field_find_part(enum field_owner holder, const char *word,
                                        size_t word_size)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].holder == holder && is_word(parts[i].row.word, word, word_size)) {
            return &parts[i].row;
        }
    }
    return NULL;
}

enum field field_of(const struct shape_row *row)
{
    return (enum field)(row - fields);
}

static bool is_among(const char *owners, enum field_owner owner)
{
    return strchr(owners, (char)owner) != NULL;
}

bool field_has_owner(const struct shape_row *row, enum field_owner owner)
{
    bool is_any = owner == OWNER_ANY_STATE, is_state = is_any;
    bool has_a_type = false;
    for (enum asl_type t = 0; t < ASL_TYPES; t++) {
        is_state = is_state || owner == field_owner(t);
        has_a_type = has_a_type || is_among(row->owners, field_owner(t));
    }
    return (is_any && has_a_type) || (is_state && is_among(row->owners, OWNER_STATE)) ||
           (!is_any && is_among(row->owners, owner));
}

bool field_has_dialect(const struct shape_row *row, enum dialect dialect)
{
    return row->dialects == 'B' || row->dialects == (dialect == DIALECT_JSONATA ? 'J' : 'P');
}

const struct shape_row *field_next(enum field_owner owner, enum dialect dialect,
                                   const struct shape_row *after)
{
    bool is_behind = after == NULL;
    for (size_t i = 0; i < FIELDS + COUNT_OF(parts); i++) {
        bool is_field = i < FIELDS;
        const struct shape_row *row = is_field ? &fields[i] : &parts[i - FIELDS].row;
        bool fits = is_field ? field_has_owner(row, owner) : parts[i - FIELDS].holder == owner;
        if (is_behind && fits && field_has_dialect(row, dialect)) {
            return row;
        }
        is_behind = is_behind || row == after;
    }
    return NULL;
}

bool field_find_test(const char *word, size_t word_size, struct field_test *ret_test)
{
    static const char path[] = "Path";
    size_t path_size = sizeof path - 1;
    bool is_path =
        word_size > path_size && memcmp(word + word_size - path_size, path, path_size) == 0;
    size_t bare_size = is_path ? word_size - path_size : word_size;
    for (size_t i = 0; i < COUNT_OF(tests); i++) {
        if (is_word(tests[i].word, word, bare_size) && (!is_path || tests[i].has_path)) {
            *ret_test = tests[i].test;
            ret_test->is_path = is_path;
            return true;
        }
    }
    return false;
}

size_t field_rank(enum field_owner holder, const char *word, size_t word_size)
{
    struct field_test test;
    const struct shape_row *row = field_find_part(holder, word, word_size);
    if (row != NULL) {
        const char *first = (const char *)&parts[0].row;
        return (size_t)((const char *)row - first);
    }
    row = field_find(word, word_size);
    if (row != NULL) {
        return 2 * (size_t)field_of(row);
    }
    return field_find_test(word, word_size, &test) ? 2 * (size_t)FIELD_VARIABLE + 1 : SIZE_MAX;
}

const char *field_nearest(enum field_owner owner, enum dialect dialect, const char *word)
{
    const char *words[WORDS_MOST];
    size_t count = 0;
    for (const struct shape_row *row = field_next(owner, dialect, NULL); row != NULL;
         row = field_next(owner, dialect, row)) {
        words[count++] = row->word;
    }
    for (size_t i = 0; i < COUNT_OF(tests) && dialect == DIALECT_JSONPATH; i++) {
        if (owner == OWNER_RULE || owner == OWNER_INNER_RULE) {
            words[count++] = tests[i].word;
        }
    }
    return nearest_word(word, words, count);
}

const char *field_dialect_word(enum dialect dialect)
{
    return dialect == DIALECT_JSONATA ? "JSONata" : "JSONPath";
}

bool field_written(const struct doc_node *object, enum field f)
{
    return doc_member(object, fields[f].word) != NULL;
}
