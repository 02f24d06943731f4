#include "compiler/check/covered.h"

#include <string.h>

#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/field.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

/* ---- Operands ---- */

static bool is_same_text(const struct doc_node *a, const struct doc_node *b)
{
    return a->type == b->type && a->text_size == b->text_size &&
           (a->text_size == 0 || memcmp(a->text, b->text, a->text_size) == 0);
}

/* Sets *ret_order to below 0, 0 or above 0, as strcmp() does. Returns false where the order of
 * the two is not certain. */
static bool compare_numbers(const struct doc_node *a, const struct doc_node *b, int *ret_order)
{
    if (a->type != DOC_NUMBER || b->type != DOC_NUMBER) {
        return false;
    }
    struct number x = number_read(a->text, a->text_size);
    struct number y = number_read(b->text, b->text_size);
    if (x.kind == NUMBER_INT && y.kind == NUMBER_INT) {
        *ret_order = (x.integer > y.integer) - (x.integer < y.integer);
        return true;
    }
    *ret_order = (x.real > y.real) - (x.real < y.real);
    return *ret_order != 0;
}

static bool is_ascii(const struct doc_node *n)
{
    for (size_t i = 0; i < n->text_size; i++) {
        if ((unsigned char)n->text[i] - 1U >= 0x7F) {
            return false;
        }
    }
    return n->type == DOC_STRING && memmem(n->text, n->text_size, "${", 2) == NULL;
}

static bool compare_texts(const struct doc_node *a, const struct doc_node *b, int *ret_order)
{
    if (!is_ascii(a) || !is_ascii(b)) {
        return false;
    }
    *ret_order = strcmp(a->text, b->text);
    return true;
}

/* ---- Comparators ---- */

enum relation { EQUAL, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL };

static const struct range {
    enum asl_comparator comparator;
    enum relation relation;
    bool is_numeric;
} ranges[] = {
    { ASL_NUMERIC_EQUALS, EQUAL, true },
    { ASL_NUMERIC_LESS_THAN, LESS, true },
    { ASL_NUMERIC_GREATER_THAN, GREATER, true },
    { ASL_NUMERIC_LESS_THAN_EQUALS, LESS_EQUAL, true },
    { ASL_NUMERIC_GREATER_THAN_EQUALS, GREATER_EQUAL, true },
    { ASL_STRING_EQUALS, EQUAL, false },
    { ASL_STRING_LESS_THAN, LESS, false },
    { ASL_STRING_GREATER_THAN, GREATER, false },
    { ASL_STRING_LESS_THAN_EQUALS, LESS_EQUAL, false },
    { ASL_STRING_GREATER_THAN_EQUALS, GREATER_EQUAL, false },
};

static const struct range *range_of(enum asl_comparator comparator)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (ranges[i].comparator == comparator) {
            return &ranges[i];
        }
    }
    return NULL;
}

/* Whatever is in `inner` to its operand is in `outer` to its own; `order` is how inner's
 * operand compares with outer's. */
static bool range_holds(enum relation outer, enum relation inner, int order)
{
    bool is_below = inner == EQUAL || inner == LESS || inner == LESS_EQUAL;
    bool is_above = inner == EQUAL || inner == GREATER || inner == GREATER_EQUAL;
    switch (outer) {
    case EQUAL: return inner == EQUAL && order == 0;
    case LESS: return is_below && (order < 0 || (order == 0 && inner == LESS));
    case LESS_EQUAL: return is_below && order <= 0;
    case GREATER: return is_above && (order > 0 || (order == 0 && inner == GREATER));
    case GREATER_EQUAL: return is_above && order >= 0;
    }
    return false;
}

static bool is_range_covered(const struct rule *a, const struct rule *b)
{
    const struct range *outer = range_of(a->comparator), *inner = range_of(b->comparator);
    int order;
    if (outer == NULL || inner == NULL || outer->is_numeric != inner->is_numeric ||
        a->operand_is_path || b->operand_is_path) {
        return false;
    }
    bool is_known = outer->is_numeric ? compare_numbers(b->operand, a->operand, &order)
                                      : compare_texts(b->operand, a->operand, &order);
    return is_known && range_holds(outer->relation, inner->relation, order);
}

/* The comparator holds only for values of one type, or says itself that there is such a value:
 * then the Variable is present (C-08, C-11). */
static bool needs_value(const struct rule *r)
{
    static const enum asl_comparator questions[] = { ASL_IS_PRESENT, ASL_IS_NULL,
                                                     ASL_IS_NUMERIC, ASL_IS_STRING,
                                                     ASL_IS_BOOLEAN, ASL_IS_TIMESTAMP };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (questions[i] == r->comparator) {
            return r->operand->type == DOC_TRUE;
        }
    }
    return true;
}

static bool is_test_covered(const struct rule *a, const struct rule *b)
{
    const struct doc_node *of_a = a->field[FIELD_VARIABLE], *of_b = b->field[FIELD_VARIABLE];
    if (of_a == NULL || of_b == NULL || a->operand == NULL || b->operand == NULL ||
        !is_same_text(of_a, of_b)) {
        return false;
    }
    if (a->comparator == b->comparator && a->operand_is_path == b->operand_is_path &&
        is_same_text(a->operand, b->operand)) {
        return true;
    }
    if (a->comparator == ASL_IS_PRESENT && a->operand->type == DOC_TRUE) {
        return needs_value(b);
    }
    return is_range_covered(a, b);
}

/* ---- Conditions of JSONata ---- */

/* What stands between {% and %}; the whole text where they are missing. */
static const char *inside(const struct doc_node *n, size_t *ret_size)
{
    const char *start = n->text, *end = n->text + n->text_size;
    if (n->text_size >= 4 && memcmp(start, "{%", 2) == 0 && memcmp(end - 2, "%}", 2) == 0) {
        start += 2;
        end -= 2;
    }
    while (start < end && text_is_blank(*start)) {
        start++;
    }
    while (end > start && text_is_blank(end[-1])) {
        end--;
    }
    *ret_size = (size_t)(end - start);
    return start;
}

static bool holds_always(const struct doc_node *condition)
{
    if (condition->type != DOC_STRING) {
        return condition->type == DOC_TRUE;
    }
    size_t size;
    const char *text = inside(condition, &size);
    return size == 4 && memcmp(text, "true", 4) == 0 && condition->text[0] == '{';
}

/* Asked twice, these may answer differently; so may a function that somebody has named. */
static bool may_change(const char *text, size_t size)
{
    static const char *const words[] = { "$random", "$shuffle", "$uuid",
                                         "$millis", "$now",     "$eval" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (memmem(text, size, words[i], strlen(words[i])) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_condition_covered(const struct doc_node *a, const struct doc_node *b)
{
    if (a == NULL || b == NULL) {
        return false;
    }
    if (holds_always(a)) {
        return true;
    }
    if (a->type != DOC_STRING || b->type != DOC_STRING) {
        return false;
    }
    size_t size_a, size_b;
    const char *text_a = inside(a, &size_a), *text_b = inside(b, &size_b);
    return size_a == size_b && memcmp(text_a, text_b, size_a) == 0 &&
           !may_change(text_a, size_a);
}

/* ---- Conditions of JSONPath ---- */

/* `other` is covered by one of the rules in `r`; or covers one of them. */
static bool any_inside(const struct rule *r, const struct rule *other, bool covers,
                       size_t *steps)
{
    for (const struct rule *one = r->first; one != NULL; one = one->next) {
        if (covers ? covered_by(one, other, steps) : covered_by(other, one, steps)) {
            return true;
        }
    }
    return false;
}

static bool all_inside(const struct rule *r, const struct rule *other, bool covers,
                       size_t *steps)
{
    for (const struct rule *one = r->first; one != NULL; one = one->next) {
        if (!(covers ? covered_by(one, other, steps) : covered_by(other, one, steps))) {
            return false;
        }
    }
    return r->first != NULL;
}

/* What holds for an And holds for all in it, and what an Or has in it makes it hold. Recursion
 * is bounded by the depth of both. */
bool covered_by(const struct rule *earlier, const struct rule *rule, size_t *steps)
{
    const struct rule *a = earlier, *b = rule;
    bool is_sound = a->tests == 1 && b->tests == 1; /* else it is an error, and said */
    if (!is_sound || *steps == 0 || --*steps == 0) {
        return false;
    }
    if (a->kind == RULE_CONDITION && b->kind == RULE_CONDITION) {
        return is_condition_covered(a->field[FIELD_CONDITION], b->field[FIELD_CONDITION]);
    }
    if (a->kind == RULE_TEST && b->kind == RULE_TEST) {
        return is_test_covered(a, b);
    }
    if (a->kind == RULE_NOT && b->kind == RULE_NOT) {
        return a->first != NULL && b->first != NULL && covered_by(b->first, a->first, steps);
    }
    return (b->kind == RULE_OR && all_inside(b, a, false, steps)) ||
           (a->kind == RULE_AND && all_inside(a, b, true, steps)) ||
           (b->kind == RULE_AND && any_inside(b, a, false, steps)) ||
           (a->kind == RULE_OR && any_inside(a, b, true, steps));
}
