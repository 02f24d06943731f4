#include "runtime/item/sense.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/attribute.h"
#include "runtime/item/docpath.h"
#include "runtime/item/token.h"
#include "runtime/value/value.h"

struct buf *sense_fault(struct sense *s, enum sense_rank rank, const char *at)
{
    if (s->has_fault && (rank > s->rank || (rank == s->rank && at >= s->at))) {
        return NULL;
    }
    s->has_fault = true;
    s->rank = rank;
    s->at = at;
    buf_clear(&s->message);
    return &s->message;
}

bool sense_is_good(struct sense *s, struct buf *why)
{
    if (s->has_fault) {
        buf_put(why, buf_string(&s->message), s->message.size);
    }
    buf_release(&s->message);
    return !s->has_fault;
}

static bool is_condition(const struct sense *s)
{
    return s->kind == EXPRESSION_CONDITION || s->kind == EXPRESSION_KEY;
}

/* ---- What the parser meets ---- */

void sense_word(struct sense *s, const char *text, size_t size)
{
    if (token_is_reserved(text, size)) {
        struct buf *why =
            sense_fault(s, is_condition(s) ? SENSE_RESERVED : SENSE_RESERVED_EARLY, text);
        if (why != NULL) {
            buf_print(why, "Attribute name is a reserved keyword; reserved keyword: %.*s",
                      (int)size, text);
        }
    }
}

static struct value *look_up(struct sense *s, const struct value *in, const char *name)
{
    struct value *found = NULL;
    if (in != NULL && value_member(in, name, &found)) {
        value_set_take(&s->names->used, name, value_bool(true));
    }
    return found;
}

void sense_name(struct sense *s, const char *text, size_t size, struct docpath *path)
{
    char *name = memory_text_n(text, size);
    struct value *found = look_up(s, s->names->names, name);
    bool is_given = value_type(found) == VALUE_STRING && value_string_size(found) > 0;
    if (is_given) {
        docpath_add_name(path, value_string(found), value_string_size(found));
    } else {
        docpath_add_name(path, text, size);
        struct buf *why = sense_fault(s, is_condition(s) ? SENSE_MEANING : SENSE_NAME, text);
        if (why != NULL) {
            buf_print(why,
                      "An expression attribute name used in the document path is not defined; "
                      "attribute name: %s",
                      name);
        }
    }
    memory_release(name);
}

void sense_value(struct sense *s, struct expression_tree *n)
{
    struct value *found = look_up(s, s->names->values, n->word);
    if (found != NULL) {
        n->value = value_share(found);
        return;
    }
    struct buf *why = sense_fault(s, is_condition(s) ? SENSE_MEANING : SENSE_VALUE, n->end);
    if (why != NULL) {
        buf_print(why,
                  "An expression attribute value used in expression is not defined; attribute "
                  "value: %s",
                  n->word);
    }
}

void sense_index(struct sense *s, const char *text, size_t size, size_t index)
{
    struct buf *why = index >= SENSE_INDEX_HUGE ? sense_fault(s, SENSE_MEANING, text) : NULL;
    if (why != NULL) {
        buf_print(why, "List index is not within the allowable range; index: [%.*s]", (int)size,
                  text);
    }
}

void sense_path(struct sense *s, const struct docpath *path, const char *at)
{
    struct buf *why = path->count > EXPRESSION_PARTS ? sense_fault(s, SENSE_MEANING, at) : NULL;
    if (why != NULL) {
        buf_print(why, "The document path has too many nesting elements; nesting levels: %zu",
                  path->count);
    }
}

void sense_call(struct sense *s, const struct expression_tree *call)
{
    bool is_of_updates =
        call->function == FUNCTION_IF_NOT_EXISTS || call->function == FUNCTION_LIST_APPEND;
    if (call->function == FUNCTIONS || is_of_updates != (s->kind == EXPRESSION_UPDATE)) {
        struct buf *why = sense_fault(s, SENSE_FUNCTION, call->end);
        if (why != NULL) {
            buf_print(why, "Invalid function name; function: %s", call->word);
        }
    }
}

void sense_misused(struct sense *s, const struct expression_tree *call)
{
    struct buf *why = sense_fault(s, SENSE_MISUSED, call->end);
    if (why != NULL) {
        buf_print(why,
                  "The function is not allowed to be used this way in an expression; function: "
                  "%s",
                  call->word);
    }
}

void sense_redundant(struct sense *s, const char *at)
{
    struct buf *why = is_condition(s) ? sense_fault(s, SENSE_PARENTHESES, at) : NULL;
    if (why != NULL) {
        buf_text(why, "The expression has redundant parentheses;");
    }
}

void sense_repeated(struct sense *s, const char *section, const char *at)
{
    struct buf *why = sense_fault(s, SENSE_REPEATED, at);
    if (why != NULL) {
        buf_print(why, "The \"%s\" section can only be used once in an update expression;",
                  section);
    }
}

/* ---- What operators and functions want ---- */

#define BIT(type) (1u << ATTRIBUTE_##type)
enum {
    ANY = (1u << ATTRIBUTE_TYPES) - 1,
    ORDERED = BIT(S) | BIT(N) | BIT(B),
    SETS = BIT(SS) | BIT(NS) | BIT(BS)
};

struct wants {
    const char *word;
    size_t count;       /* of operands */
    bool path_first;    /* the first one must be a path */
    bool distinct;      /* the first one must not be among the others */
    unsigned allows[2]; /* types of values, by operand */
};

static const struct wants wants[FUNCTIONS] = {
    [FUNCTION_ATTRIBUTE_EXISTS] = { "attribute_exists", 1, true, false, { ANY, ANY } },
    [FUNCTION_ATTRIBUTE_NOT_EXISTS] = { "attribute_not_exists", 1, true, false, { ANY, ANY } },
    [FUNCTION_ATTRIBUTE_TYPE] = { "attribute_type", 2, false, false, { ANY, BIT(S) } },
    [FUNCTION_BEGINS_WITH] = { "begins_with",
                               2,
                               false,
                               true,
                               { BIT(S) | BIT(B), BIT(S) | BIT(B) } },
    [FUNCTION_CONTAINS] = { "contains", 2, false, true, { ANY, ANY } },
    [FUNCTION_SIZE] = { "size",
                        1,
                        false,
                        false,
                        { BIT(S) | BIT(B) | SETS | BIT(L) | BIT(M), ANY } },
    [FUNCTION_IF_NOT_EXISTS] = { "if_not_exists", 2, true, false, { ANY, ANY } },
    [FUNCTION_LIST_APPEND] = { "list_append", 2, false, false, { BIT(L), BIT(L) } },
};

static const char *const comparison_words[] = {
    [COMPARISON_EQ] = "=",  [COMPARISON_NE] = "<>", [COMPARISON_LT] = "<",
    [COMPARISON_LE] = "<=", [COMPARISON_GT] = ">",  [COMPARISON_GE] = ">=",
};

enum function expression_function(const char *name)
{
    enum function f = FUNCTION_ATTRIBUTE_EXISTS;
    while (f < FUNCTIONS && strcmp(wants[f].word, name) != 0) {
        f++;
    }
    return f;
}

const char *expression_function_word(enum function f)
{
    return wants[f].word;
}

const char *expression_comparison_word(enum comparison c)
{
    return comparison_words[c];
}

const char *expression_node_word(const struct expression_tree *n)
{
    switch (n->kind) {
    case TREE_CALL: return n->function < FUNCTIONS ? wants[n->function].word : n->word;
    case TREE_COMPARE: return comparison_words[n->comparison];
    case TREE_BETWEEN: return "BETWEEN";
    case TREE_IN: return "IN";
    case TREE_AND: return "AND";
    case TREE_OR: return "OR";
    case TREE_NOT: return "NOT";
    case TREE_PLUS: return "+";
    case TREE_MINUS: return "-";
    case TREE_PATH:
    case TREE_VALUE:
    default: return "";
    }
}

/* The type of an operand where that is known before an item is; else ATTRIBUTE_TYPES. */
static enum attribute_type known_type(const struct expression_tree *n)
{
    switch (n->kind) {
    case TREE_VALUE: return attribute_type(n->value, NULL);
    case TREE_PLUS:
    case TREE_MINUS: return ATTRIBUTE_N;
    case TREE_CALL:
        return n->function == FUNCTION_SIZE          ? ATTRIBUTE_N
               : n->function == FUNCTION_LIST_APPEND ? ATTRIBUTE_L
                                                     : ATTRIBUTE_TYPES;
    case TREE_PATH:
    case TREE_COMPARE:
    case TREE_BETWEEN:
    case TREE_IN:
    case TREE_AND:
    case TREE_OR:
    case TREE_NOT:
    default: return ATTRIBUTE_TYPES;
    }
}

static void check_count(struct sense *s, const struct expression_tree *n, size_t least,
                        size_t most)
{
    struct buf *why =
        n->count < least || n->count > most ? sense_fault(s, SENSE_MEANING, n->end) : NULL;
    if (why != NULL) {
        buf_print(
            why,
            "Incorrect number of operands for operator or function; operator or function: "
            "%s, number of operands: %zu",
            expression_node_word(n), n->count);
    }
}

static void check_type(struct sense *s, const struct expression_tree *n, size_t index,
                       unsigned allows)
{
    enum attribute_type type = known_type(n->args[index]);
    bool is_good = type == ATTRIBUTE_TYPES || (allows & 1u << type) != 0;
    struct buf *why = is_good ? NULL : sense_fault(s, SENSE_MEANING, n->end);
    if (why != NULL) {
        buf_print(why,
                  "Incorrect operand type for operator or function; operator or function: %s, "
                  "operand type: %s",
                  expression_node_word(n), attribute_type_word(type));
    }
}

static bool same_operand(const struct expression_tree *a, const struct expression_tree *b)
{
    return a->kind == TREE_PATH && b->kind == TREE_PATH && docpath_equal(&a->path, &b->path);
}

static void check_distinct(struct sense *s, const struct expression_tree *n)
{
    for (size_t i = 1; i < n->count; i++) {
        struct buf *why =
            same_operand(n->args[0], n->args[i]) ? sense_fault(s, SENSE_MEANING, n->end) : NULL;
        if (why == NULL) {
            continue;
        }
        buf_print(why,
                  "The first operand must be distinct from the remaining operands for this "
                  "operator or function; operator: %s, first operand: ",
                  expression_node_word(n));
        docpath_put_text(why, &n->args[0]->path);
    }
}

static void check_path_first(struct sense *s, const struct expression_tree *n)
{
    struct buf *why =
        n->args[0]->kind == TREE_PATH ? NULL : sense_fault(s, SENSE_MEANING, n->end);
    if (why != NULL) {
        buf_print(why,
                  "Operator or function requires a document path; operator or function: %s",
                  expression_node_word(n));
    }
}

static void check_type_name(struct sense *s, const struct expression_tree *n)
{
    if (n->args[1]->kind != TREE_VALUE) {
        struct buf *why = sense_fault(s, SENSE_MEANING, n->end);
        if (why != NULL) {
            buf_text(why,
                     "Incorrect operand type for operator or function; operator or function: "
                     "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
        }
        return;
    }
    struct value *name = NULL;
    if (attribute_type(n->args[1]->value, &name) != ATTRIBUTE_S ||
        attribute_type_of(value_string(name)) != ATTRIBUTE_TYPES) {
        return;
    }
    struct buf *why = sense_fault(s, SENSE_MEANING, n->end);
    if (why != NULL) {
        buf_print(why,
                  "Invalid attribute type name found; type: %s, valid types: "
                  "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
                  value_string(name));
    }
}

static void check_call(struct sense *s, const struct expression_tree *n)
{
    if (n->function == FUNCTIONS) {
        return;
    }
    const struct wants *w = &wants[n->function];
    check_count(s, n, w->count, w->count);
    if (w->path_first) {
        check_path_first(s, n);
    }
    for (size_t i = 0; i < n->count && i < 2; i++) {
        check_type(s, n, i, w->allows[i]);
    }
    if (w->distinct) {
        check_distinct(s, n);
    }
    if (n->function == FUNCTION_ATTRIBUTE_TYPE && n->count == 2) {
        check_type_name(s, n);
    }
}

static void check_bounds(struct sense *s, const struct expression_tree *n)
{
    const struct value *low = n->args[1]->value, *high = n->args[2]->value;
    enum attribute_type type = attribute_type(low, NULL), other = attribute_type(high, NULL);
    if (low == NULL || high == NULL) {
        return;
    }
    bool same_type = type == other;
    if (same_type && (!attribute_has_order(type) || attribute_compare(low, high) <= 0)) {
        return;
    }
    struct buf *why = sense_fault(s, SENSE_MEANING, n->end);
    if (why == NULL) {
        return;
    }
    buf_text(why, same_type
                      ? "The BETWEEN operator requires upper bound to be greater than or "
                        "equal to lower bound"
                      : "The BETWEEN operator requires same data type for lower and upper "
                        "bounds");
    buf_text(why, "; lower bound operand: AttributeValue: ");
    attribute_put_text(why, low);
    buf_text(why, ", upper bound operand: AttributeValue: ");
    attribute_put_text(why, high);
}

static void check_operator(struct sense *s, const struct expression_tree *n, unsigned allows)
{
    for (size_t i = 0; i < n->count; i++) {
        check_type(s, n, i, allows);
    }
    if (n->kind == TREE_COMPARE) {
        check_distinct(s, n);
    }
}

static void check_node(const struct expression_tree *n, void *context)
{
    struct sense *s = context;
    switch (n->kind) {
    case TREE_CALL: check_call(s, n); break;
    case TREE_COMPARE:
        check_operator(s, n, n->comparison <= COMPARISON_NE ? ANY : ORDERED);
        break;
    case TREE_BETWEEN:
        check_operator(s, n, ORDERED);
        check_bounds(s, n);
        break;
    case TREE_IN: check_count(s, n, 2, 101); break;
    case TREE_PLUS:
    case TREE_MINUS: check_operator(s, n, BIT(N)); break;
    case TREE_PATH:
    case TREE_VALUE:
    case TREE_AND:
    case TREE_OR:
    case TREE_NOT:
    default: break;
    }
}

void expression_walk(const struct expression_tree *n,
                     void (*visit)(const struct expression_tree *n, void *context),
                     void *context)
{
    for (size_t i = 0; n != NULL && i < n->count; i++) {
        expression_walk(n->args[i], visit, context);
    }
    if (n != NULL) {
        visit(n, context);
    }
}

/* ---- Updates and projections ---- */

/* Messages about ADD and DELETE name types in full. */
static const char *const long_words[ATTRIBUTE_TYPES] = {
    "STRING",     "NUMBER", "BINARY", "STRING_SET", "NUMBER_SET",
    "BINARY_SET", "MAP",    "LIST",   "NULL",       "BOOLEAN"
};

static void check_added(struct sense *s, const struct update_action *a)
{
    enum attribute_type type = attribute_type(a->value->value, NULL);
    unsigned allows = a->section == UPDATE_ADD ? SETS | BIT(N) : SETS;
    if (type == ATTRIBUTE_TYPES || (allows & 1u << type) != 0) {
        return;
    }
    struct buf *why = sense_fault(s, SENSE_MEANING, a->value->end);
    if (why != NULL) {
        buf_print(
            why,
            "Incorrect operand type for operator or function; operator: %s, operand type: "
            "%s",
            a->section == UPDATE_ADD ? "ADD" : "DELETE", long_words[type]);
    }
}

static void check_pair(struct sense *s, const struct docpath *a, const struct docpath *b,
                       const char *at)
{
    enum docpath_relation relation = docpath_relate(a, b);
    if (relation == DOCPATH_APART) {
        return;
    }
    bool overlap = relation == DOCPATH_OVERLAP;
    struct buf *why = sense_fault(s, overlap ? SENSE_OVERLAP : SENSE_CONFLICT, at);
    if (why != NULL) {
        buf_print(why,
                  "Two document paths %s with each other; must remove or rewrite one of these "
                  "paths; path one: ",
                  overlap ? "overlap" : "conflict");
        docpath_put_text(why, a);
        buf_text(why, ", path two: ");
        docpath_put_text(why, b);
    }
}

static void check_update(struct sense *s, const struct expression *e)
{
    for (size_t i = 0; i < e->action_count; i++) {
        const struct update_action *a = &e->actions[i];
        for (size_t j = 0; j < i; j++) {
            check_pair(s, &e->actions[j].path, &a->path, a->end);
        }
        if (a->section == UPDATE_SET) {
            expression_walk(a->value, check_node, s);
        } else if (a->section != UPDATE_REMOVE) {
            check_added(s, a);
        }
    }
}

static void check_projection(struct sense *s, const struct expression *e)
{
    for (size_t i = 0; i < e->path_count; i++) {
        for (size_t j = 0; j < i; j++) {
            check_pair(s, &e->paths[j], &e->paths[i], e->ends[i]);
        }
    }
}

void sense_tree(struct sense *s, const struct expression *e, size_t operators)
{
    if (operators > EXPRESSION_OPERATORS) {
        struct buf *why = sense_fault(s, SENSE_SYNTAX, NULL);
        if (why != NULL) {
            buf_print(why, "The expression contains too many operators; operator count: %zu",
                      operators);
        }
        return;
    }
    expression_walk(e->condition, check_node, s);
    check_update(s, e);
    check_projection(s, e);
}
