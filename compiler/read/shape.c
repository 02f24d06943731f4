#include "compiler/read/shape.h"

#include <asl/tree.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "runtime/base/nearest.h"
#include "runtime/base/number.h"

#define NO_BOUND INT64_MAX

/* Bounds that go with a shape; a row's own come first. */
static const struct {
    int64_t least, most;
} bounds[] = {
    [SHAPE_SECONDS] = { 1, ASL_SECONDS_MAX }, [SHAPE_WAIT_SECONDS] = { 0, ASL_SECONDS_MAX },
    [SHAPE_COUNT] = { 0, 100000000 },         [SHAPE_PERCENT] = { 0, 100 },
    [SHAPE_RATE] = { 1, NO_BOUND },
};

/* Returns the words of "A|B" as a list for messages: "A, B". In the arena. */
static const char *listed(struct arena *a, const char *words)
{
    size_t size = strlen(words);
    char *listed = arena_get(a, 2 * size + 1);
    char *out = listed;
    for (size_t i = 0; i < size; i++) {
        if (words[i] == '|') {
            *out++ = ',';
            *out++ = ' ';
        } else {
            *out++ = words[i];
        }
    }
    return listed;
}

const char *shape_kind(struct arena *a, const struct doc_node *value)
{
    const char *word = doc_type_word(value->type);
    if (value->is_unfilled) {
        return arena_print(a, "%s, which nothing fills", value->text);
    }
    if (value->type == DOC_NULL || value->type == DOC_NUMBER) {
        return value->type == DOC_NULL ? word : value->text;
    }
    return arena_print(a, "%s %s", strchr("aeiou", word[0]) != NULL ? "an" : "a", word);
}

static bool is_wrong(const struct shape_place *p, const struct shape_row *row,
                     const struct doc_node *value, const char *wanted, const char *aws_type)
{
    diag_say(p->diag, DIAG_VALUE_TYPE, value->span, p->where, row->word, wanted,
             shape_kind(p->arena, value), aws_type, NULL);
    return false;
}

bool shape_is_jsonata(const struct doc_node *value)
{
    return value->type == DOC_STRING && value->text_size >= 4 &&
           memcmp(value->text, "{%", 2) == 0 &&
           memcmp(value->text + value->text_size - 2, "%}", 2) == 0;
}

bool shape_is_open(const struct doc_node *value)
{
    if (value->is_unfilled) {
        return true;
    }
    if (value->type != DOC_STRING || value->text_size < 4 ||
        memcmp(value->text, "${", 2) != 0) {
        return false;
    }
    const char *end = memchr(value->text, '}', value->text_size);
    return end == value->text + value->text_size - 1;
}

bool shape_is_function(const struct doc_node *value)
{
    return value->type == DOC_OBJECT && value->count == 1 &&
           (strcmp(value->first->name, "Ref") == 0 ||
            strncmp(value->first->name, "Fn::", 4) == 0);
}

static int digits(const char **at, int most)
{
    int count = 0;
    while (count < most && **at >= '0' && **at <= '9') {
        ++*at;
        count++;
    }
    return count;
}

/* `count` digits that make a number from `least` to `most`. */
static bool part(const char **at, int count, int least, int most)
{
    const char *start = *at;
    if (digits(at, count) != count) {
        return false;
    }
    int number = 0;
    for (const char *c = start; c < *at; c++) {
        number = 10 * number + (*c - '0');
    }
    return number >= least && number <= most;
}

static bool mark(const char **at, char c)
{
    if (**at != c) {
        return false;
    }
    ++*at;
    return true;
}

static bool offset(const char **at)
{
    if (mark(at, 'Z')) {
        return true;
    }
    return (mark(at, '+') || mark(at, '-')) && part(at, 2, 0, 23) && mark(at, ':') &&
           part(at, 2, 0, 59);
}

static int days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_day(const char *text)
{
    int year = 0;
    for (int i = 0; i < 4; i++) {
        year = 10 * year + (text[i] - '0');
    }
    int month = 10 * (text[5] - '0') + text[6] - '0';
    int day = 10 * (text[8] - '0') + text[9] - '0';
    return day <= days_of(year, month);
}

bool shape_is_timestamp(const char *text)
{
    const char *at = text;
    if (!(part(&at, 4, 0, 9999) && mark(&at, '-') && part(&at, 2, 1, 12) && mark(&at, '-') &&
          part(&at, 2, 1, 31) && is_day(text) && mark(&at, 'T') && part(&at, 2, 0, 23) &&
          mark(&at, ':') && part(&at, 2, 0, 59) && mark(&at, ':') && part(&at, 2, 0, 59))) {
        return false;
    }
    if (mark(&at, '.') && digits(&at, 9) == 0) {
        return false;
    }
    return offset(&at) && *at == '\0';
}

static bool check_text(const struct shape_place *p, const struct shape_row *row,
                       const struct doc_node *value)
{
    if (value->type != DOC_STRING) {
        return is_wrong(p, row, value, "a string", "String");
    }
    if (row->words == NULL || shape_is_open(value)) {
        return true;
    }
    const char *words[8];
    size_t count = 0;
    for (const char *at = row->words; count < 8; at += strcspn(at, "|") + 1) {
        words[count] = arena_text_n(p->arena, at, strcspn(at, "|"));
        if (doc_is_text(value, words[count++])) {
            return true;
        }
        if (at[strcspn(at, "|")] == '\0') {
            break;
        }
    }
    diag_say(p->diag, DIAG_VALUE_UNKNOWN, value->span, p->where, row->word,
             listed(p->arena, row->words), NULL);
    diag_meant(p->diag, nearest_word(value->text, words, count), NULL);
    return false;
}

/* Numbers may stand as an expression, or as a text that is yet to be filled. */
static bool stands_for_number(const struct shape_place *p, const struct doc_node *value)
{
    return shape_is_open(value) ||
           (p->dialect == DIALECT_JSONATA && !p->literal && shape_is_jsonata(value));
}

static const char *bound_text(const struct shape_place *p, const struct shape_row *row,
                              int64_t bound)
{
    bool real = row->shape == SHAPE_PERCENT || row->shape == SHAPE_RATE;
    return arena_print(p->arena, "%lld%s", (long long)bound, real ? ".0" : "");
}

static bool check_number(const struct shape_place *p, const struct shape_row *row,
                         const struct doc_node *value)
{
    bool whole = row->shape != SHAPE_PERCENT && row->shape != SHAPE_RATE;
    if (stands_for_number(p, value)) {
        return true;
    }
    struct number n = { .kind = NUMBER_BAD };
    if (value->type == DOC_NUMBER) {
        n = number_read(value->text, value->text_size);
    }
    if (n.kind == NUMBER_BAD || (whole && n.kind == NUMBER_DOUBLE)) {
        return is_wrong(p, row, value, whole ? "a whole number" : "a number",
                        whole ? "Integer" : "Number");
    }
    int64_t least = row->most != 0 ? row->least : bounds[row->shape].least;
    int64_t most = row->most != 0 ? row->most : bounds[row->shape].most;
    bool small = n.kind == NUMBER_INT ? n.integer < least : n.real < (double)least;
    bool large = n.kind == NUMBER_INT ? n.integer > most : n.real > (double)most;
    if (small || large) {
        diag_say(p->diag, small ? DIAG_VALUE_SMALL : DIAG_VALUE_LARGE, value->span, p->where,
                 row->word, bound_text(p, row, small ? least : most), NULL);
    }
    return !small && !large;
}

static bool check_timestamp(const struct shape_place *p, const struct shape_row *row,
                            const struct doc_node *value)
{
    if (value->type != DOC_STRING) {
        return is_wrong(p, row, value, "a string", "String");
    }
    if (stands_for_number(p, value) ||
        (strlen(value->text) == value->text_size && shape_is_timestamp(value->text))) {
        return true;
    }
    diag_say(p->diag, DIAG_TIMESTAMP_INVALID, value->span, p->where, row->word, NULL);
    return false;
}

/* Returns true for a ${NAME} outside of quotes if the state can be built without its value.
 * States, rules and branches cannot be missing: nobody would know what the workflow is. */
static bool may_stay_unfilled(enum shape shape, const struct doc_node *value)
{
    bool is_structure = shape == SHAPE_STATES || shape == SHAPE_BRANCHES ||
                        shape == SHAPE_PROCESSOR || shape == SHAPE_RULES || shape == SHAPE_RULE;
    return value->is_unfilled && !is_structure;
}

/* A list, where `least` is how many it must have, each of type `of`. */
static bool check_list(const struct shape_place *p, const struct shape_row *row,
                       const struct doc_node *value, size_t least, enum doc_type of)
{
    if (value->type != DOC_ARRAY) {
        return is_wrong(p, row, value, "an array", "Array");
    }
    if (value->count < least) {
        diag_say(p->diag, DIAG_VALUE_EMPTY, value->span, p->where, row->word, NULL);
        return false;
    }
    bool fits = true;
    for (const struct doc_node *n = value->first; n != NULL; n = n->next) {
        if (n->type != of && !may_stay_unfilled(row->shape, n)) {
            fits = of == DOC_OBJECT ? is_wrong(p, row, n, "a list of objects", "Object")
                                    : is_wrong(p, row, n, "a list of strings", "String");
        }
    }
    return fits;
}

static bool check_object(const struct shape_place *p, const struct shape_row *row,
                         const struct doc_node *value)
{
    if (value->type != DOC_OBJECT) {
        return is_wrong(p, row, value, "an object", "Object");
    }
    if (row->shape == SHAPE_STATES && value->count == 0) {
        diag_say(p->diag, DIAG_VALUE_EMPTY, value->span, p->where, row->word, NULL);
        return false;
    }
    return true;
}

bool shape_check(const struct shape_place *p, const struct shape_row *row,
                 const struct doc_node *value)
{
    if (may_stay_unfilled(row->shape, value)) {
        return true;
    }
    switch (row->shape) {
    case SHAPE_TEXT:
    case SHAPE_REASON:
    case SHAPE_REFERENCE:
    case SHAPE_REFERENCE_INPUT:
    case SHAPE_REFERENCE_OR_CALL: return check_text(p, row, value);
    case SHAPE_PATH_OR_NULL:
    case SHAPE_RESULT_PATH: return value->type == DOC_NULL || check_text(p, row, value);
    case SHAPE_TRUTH:
        return value->type == DOC_TRUE || value->type == DOC_FALSE || shape_is_open(value) ||
               is_wrong(p, row, value, "true or false", "Boolean");
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT:
    case SHAPE_RATE: return check_number(p, row, value);
    case SHAPE_TIMESTAMP: return check_timestamp(p, row, value);
    case SHAPE_TEXTS:
    case SHAPE_ERROR_NAMES: return check_list(p, row, value, 1, DOC_STRING);
    case SHAPE_RETRIERS:
    case SHAPE_CATCHERS: return check_list(p, row, value, 0, DOC_OBJECT);
    case SHAPE_RULES:
    case SHAPE_BRANCHES: return check_list(p, row, value, 1, DOC_OBJECT);
    case SHAPE_CREDENTIALS:
        return (p->dialect == DIALECT_JSONATA && shape_is_jsonata(value)) ||
               check_object(p, row, value);
    case SHAPE_OBJECT:
    case SHAPE_STATES:
    case SHAPE_ASSIGN:
    case SHAPE_RULE:
    case SHAPE_PROCESSOR:
    case SHAPE_PROCESSOR_CONFIG:
    case SHAPE_READER:
    case SHAPE_BATCHER:
    case SHAPE_WRITER: return check_object(p, row, value);
    case SHAPE_JSONATA_ARRAY:
        return value->type == DOC_ARRAY || shape_is_jsonata(value) ||
               is_wrong(p, row, value, "an array or {% %}", "Array");
    case SHAPE_JSONATA_TRUTH:
        return value->type == DOC_TRUE || value->type == DOC_FALSE || shape_is_jsonata(value) ||
               is_wrong(p, row, value, "true, false or {% %}", "Boolean");
    case SHAPE_JSONATA:
    case SHAPE_TEMPLATE:
    case SHAPE_LITERAL: break;
    }
    return true;
}
