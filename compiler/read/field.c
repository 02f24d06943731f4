#include "compiler/read/field.h"

#include <string.h>

#include "runtime/base/nearest.h"

#define LETTER(dialects) (#dialects)[0]

static const struct shape_row fields[FIELDS] = {
#define FIELD(name, word, owners, dialects, shape)                                             \
    [FIELD_##name] = { word, owners, LETTER(dialects), SHAPE_##shape, 0, 0, NULL },
#include "compiler/read/fields.def"
#undef FIELD
};

static const struct {
    char holder;
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

char field_owner(enum asl_type type)
{
    static const char letters[] = {
        [ASL_TASK] = 't', [ASL_WAIT] = 'w',   [ASL_PASS] = 'p',     [ASL_SUCCEED] = 's',
        [ASL_FAIL] = 'f', [ASL_CHOICE] = 'c', [ASL_PARALLEL] = 'l', [ASL_MAP] = 'm',
    };
    return letters[type];
}

const char *field_owner_words(char owner)
{
    static const struct {
        char owner;
        const char *words;
    } names[] = {
        { 'T', "the workflow" },
        { 't', "a Task state" },
        { 'w', "a Wait state" },
        { 'p', "a Pass state" },
        { 's', "a Succeed state" },
        { 'f', "a Fail state" },
        { 'c', "a Choice state" },
        { 'l', "a Parallel state" },
        { 'm', "a Map state" },
        { 'R', "a rule of a Choice" },
        { 'N', "a rule inside a rule" },
        { 'Y', "a retrier" },
        { 'C', "a catcher" },
        { 'B', "a branch" },
        { 'I', "a Map's processor" },
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].owner == owner) {
            return names[i].words;
        }
    }
    return "this object";
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

const struct shape_row *field_find_part(char holder, const char *word, size_t word_size)
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

bool field_has_owner(const struct shape_row *row, char owner)
{
    bool is_state = owner == 0 || strchr("ptcwsflm", owner) != NULL;
    if (owner == 0) {
        return strpbrk(row->owners, "Sptcwsflm") != NULL;
    }
    return strchr(row->owners, owner) != NULL || (is_state && strchr(row->owners, 'S') != NULL);
}

bool field_has_dialect(const struct shape_row *row, enum dialect dialect)
{
    return row->dialects == 'B' || row->dialects == (dialect == DIALECT_JSONATA ? 'J' : 'P');
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

const char *field_nearest(char owner, enum dialect dialect, const char *word)
{
    const char *words[WORDS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].holder == owner && field_has_dialect(&parts[i].row, dialect)) {
            words[count++] = parts[i].row.word;
        }
    }
    for (size_t i = 0; i < FIELDS; i++) {
        if (field_has_owner(&fields[i], owner) && field_has_dialect(&fields[i], dialect)) {
            words[count++] = fields[i].word;
        }
    }
    for (size_t i = 0; i < COUNT_OF(tests) && dialect == DIALECT_JSONPATH; i++) {
        if (owner == 'R' || owner == 'N') {
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
