#include "compiler/expr/payload.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/locate.h"
#include "compiler/expr/node.h"
#include "compiler/expr/path.h"
#include "compiler/expr/word.h"
#include "compiler/expr/query.h"
#include "compiler/read/field.h"
#include "runtime/base/javamap.h"

struct payload {
    struct arena *arena;
    struct diag *diag;
    const struct doc_node *whole;    /* the template that is read; NULL if there is none */
    const struct query_field *query; /* NULL where texts are not expressions of JSONata */
};

/* How the value of a shape is read. */
enum manner {
    READ_NOTHING, /* it holds no expression: states, rules, retriers */
    READ_PATH,
    READ_RESULT_PATH,
    READ_REFERENCE,
    READ_REFERENCE_INPUT,
    READ_REFERENCE_OR_CALL,
    READ_TEMPLATE,
    READ_LITERAL, /* as it stands, in both dialects */
    READ_QUERY,   /* a literal, unless it is JSONata */
    READ_READER,
    READ_BATCHER,
    READ_WRITER
};

static const enum manner manners[] = {
    [SHAPE_TEXT] = READ_LITERAL,
    [SHAPE_REASON] = READ_QUERY,
    [SHAPE_PATH_OR_NULL] = READ_PATH,
    [SHAPE_RESULT_PATH] = READ_RESULT_PATH,
    [SHAPE_REFERENCE] = READ_REFERENCE,
    [SHAPE_REFERENCE_INPUT] = READ_REFERENCE_INPUT,
    [SHAPE_REFERENCE_OR_CALL] = READ_REFERENCE_OR_CALL,
    [SHAPE_TEMPLATE] = READ_TEMPLATE,
    [SHAPE_LITERAL] = READ_LITERAL,
    [SHAPE_JSONATA] = READ_QUERY,
    [SHAPE_JSONATA_ARRAY] = READ_QUERY,
    [SHAPE_JSONATA_TRUTH] = READ_QUERY,
    [SHAPE_ASSIGN] = READ_TEMPLATE,
    [SHAPE_CREDENTIALS] = READ_TEMPLATE,
    [SHAPE_SECONDS] = READ_QUERY,
    [SHAPE_WAIT_SECONDS] = READ_QUERY,
    [SHAPE_COUNT] = READ_QUERY,
    [SHAPE_PERCENT] = READ_QUERY,
    [SHAPE_RATE] = READ_QUERY,
    [SHAPE_TIMESTAMP] = READ_QUERY,
    [SHAPE_READER] = READ_READER,
    [SHAPE_BATCHER] = READ_BATCHER,
    [SHAPE_WRITER] = READ_WRITER,
};

/* ---- Texts that are expressions ---- */

/* Returns true where a ${NAME} is in it that nobody has filled: it is not a path yet, and
 * stands as a plain text. A call may have one in a string. */
static bool has_hole(const struct doc_node *n)
{
    return hole_in(n->text, n->text_size);
}

bool payload_is_call(const struct doc_node *n)
{
    return n->type == DOC_STRING && n->text_size >= 7 && memcmp(n->text, "States.", 7) == 0;
}

static bool is_in_states(const struct doc_node *n)
{
    const struct doc_node *parent = n->parent;
    return parent != NULL && parent->name != NULL && strcmp(parent->name, "States") == 0 &&
           n->name != NULL && doc_member(n, "Type") != NULL;
}

/* "state 'Charge': ", for a message, or nothing. */
static const char *where(const struct payload *p, const struct doc_node *n)
{
    while (n != NULL && !is_in_states(n)) {
        n = n->parent;
    }
    return n == NULL ? "" : arena_print(p->arena, "state '%s': ", n->name);
}

static const struct asl_expr *string_of(const struct payload *p, const struct doc_node *n)
{
    return node_string(p->arena, n->text, n->text_size);
}

/* The end of AWS's message about a reference path that is wrong at byte `at`, as far as it is
 * known. */
static const char *reference_detail(const struct doc_node *n, size_t at)
{
    if (n->text[0] != '$') {
        return ": Reference path didn't start with '$'";
    }
    const char *inside = n->text + at + (n->text[at] == '[');
    bool is_name_or_number = inside[0] == '\'' || (inside[0] >= '0' && inside[0] <= '9');
    bool is_bracket = at > 0 && inside[-1] == '[';
    return is_bracket && !is_name_or_number ? ": '[' must be followed by ' or '['" : "";
}

/* "1 argument", "at least 2 arguments", "2 to 3 arguments". */
static const char *wanted_count(struct arena *a, const struct word *word)
{
    bool has_end = word->most < INT_MAX;
    int last = has_end ? word->most : word->least;
    const char *plural = last == 1 ? "" : "s";
    return word->least != last
               ? arena_print(a, "%d to %d argument%s", word->least, last, plural)
               : arena_print(a, "%s%d argument%s", has_end ? "" : "at least ", last, plural);
}

static void warn_of_count(const struct payload *p, const struct doc_node *n,
                          const struct asl_expr *call)
{
    const struct word *word = word_of(call->call);
    int count = 0;
    while (call->of[count] != NULL) {
        count++;
    }
    if (count < word->least || count > word->most) {
        diag_say(p->diag, DIAG_INTRINSIC_COUNT, n->span, where(p, n), word->word,
                 wanted_count(p->arena, word), arena_print(p->arena, "%d", count), NULL);
    }
}

/* One end is counted from the front and one from the back, which Jayway does not do (P-13). */
static void warn_of_slice(const struct payload *p, const struct doc_node *n,
                          const struct asl_expr *slice)
{
    const struct asl_expr *from = slice->of[0], *to = slice->of[1];
    bool has_both = from->op == ASL_OP_NUMBER && to->op == ASL_OP_NUMBER;
    if (has_both && (from->text[0] == '-') != (to->text[0] == '-')) {
        diag_say(p->diag, DIAG_SLICE_MIXED, n->span, where(p, n), from->text, to->text, NULL);
    }
}

/* What can be built, but will not do what it seems to. A path's own functions and operators
 * have as many arguments as they take, or are refused. As deep as the parsers let a tree be. */
static void warn_of(const struct payload *p, const struct doc_node *n, const struct asl_expr *e)
{
    if (e->op == ASL_OP_CALL) {
        warn_of_count(p, n, e);
    } else if (e->op == ASL_OP_SLICE) {
        warn_of_slice(p, n, e);
    }
    for (size_t i = 0; e->of != NULL && e->of[i] != NULL; i++) {
        warn_of(p, n, e->of[i]);
    }
}

/* What an expression, read without a mistake, earns warnings for. */
static void warn_of_expression(const struct payload *p, const struct doc_node *n,
                               const struct asl_expr *e, const struct expr_error *noted)
{
    for (const struct expr_bare *b = noted->bare; b != NULL; b = b->next) {
        struct span at = { locate_in(n, b->offset).start,
                           locate_in(n, b->offset + b->size - 1).end };
        diag_say(p->diag, DIAG_FILTER_WORD, at, where(p, n),
                 arena_text_n(p->arena, n->text + b->offset, b->size), NULL);
    }
    warn_of(p, n, e);
}

/* A field that is a path. */
static const struct asl_expr *path_field(const struct payload *p, const struct doc_node *n,
                                         enum path_kind kind)
{
    if (n->type != DOC_STRING) {
        return NULL;
    }
    if (has_hole(n)) {
        return string_of(p, n);
    }
    struct expr_error error;
    const struct asl_expr *e = path_parse(p->arena, n->text, n->text_size, kind, &error);
    if (e == NULL) {
        diag_say(p->diag, kind == PATH_ANY ? DIAG_PATH_INVALID : DIAG_REFERENCE_INVALID,
                 locate_in(n, error.offset), where(p, n), n->name == NULL ? "" : n->name,
                 error.message, reference_detail(n, error.offset), NULL);
        return NULL;
    }
    warn_of_expression(p, n, e, &error);
    return e;
}

/* AWS's place of it is the template, whichever of its fields is wrong (F-05). */
static void refuse_expression(const struct payload *p, const struct doc_node *n, struct span at,
                              const char *message)
{
    bool has_place = p->whole != NULL && p->whole->name != NULL;
    diag_say_within(p->diag, DIAG_EXPRESSION_INVALID, at, has_place ? p->whole->name_span : at,
                    NULL, where(p, n), n->name, message, NULL);
}

static const struct asl_expr *call_field(const struct payload *p, const struct doc_node *n)
{
    struct expr_error error;
    const struct asl_expr *e = intrinsic_parse(p->arena, n->text, n->text_size, &error);
    if (e == NULL && has_hole(n)) {
        return string_of(p, n);
    }
    if (e == NULL) {
        refuse_expression(p, n, locate_in(n, error.offset), error.message);
        return NULL;
    }
    warn_of_expression(p, n, e, &error);
    return e;
}

/* What stands under a key that ends in .$ (P-42). */
static const struct asl_expr *expression(const struct payload *p, const struct doc_node *n)
{
    if (n->type != DOC_STRING) {
        refuse_expression(p, n, n->span, "it must be a string");
        return NULL;
    }
    if (payload_is_call(n)) {
        return call_field(p, n);
    }
    if (has_hole(n)) {
        return string_of(p, n);
    }
    struct expr_error error = { .message = "it begins with $ or with States." };
    const struct asl_expr *e =
        n->text[0] == '$' ? path_parse(p->arena, n->text, n->text_size, PATH_ANY, &error)
                          : NULL;
    if (e == NULL) {
        refuse_expression(p, n, locate_in(n, error.offset), error.message);
        return NULL;
    }
    warn_of_expression(p, n, e, &error);
    return e;
}

/* ErrorPath and CausePath: a call there must yield a text (F-01). */
static const struct asl_expr *reference_or_call(const struct payload *p,
                                                const struct doc_node *n)
{
    if (!payload_is_call(n)) {
        return path_field(p, n, PATH_REFERENCE);
    }
    static const char tell[] =
#define ASL_WORD(language, word, function, least, most, tells) WORD_TELLS_##tells(word)
#define WORD_TELLS_true(word)                                  ", " word
#define WORD_TELLS_false(word)
#include <asl/words.def>
        ;
    const struct asl_expr *e = call_field(p, n);
    if (e == NULL || e->op != ASL_OP_INTRINSIC || word_of(e->of[0]->call)->tells) {
        return e;
    }
    diag_say(p->diag, DIAG_CALL_NO_TEXT, n->span, where(p, n), n->name,
             word_of(e->of[0]->call)->word, tell, NULL);
    return NULL;
}

/* ---- JSONata ---- */

/* Returns true if texts in such a field may be expressions. */
static bool may_be_query(enum field f)
{
    switch ((int)manners[field_row(f)->shape]) {
    case READ_TEMPLATE:
    case READ_QUERY:
    case READ_READER:
    case READ_BATCHER:
    case READ_WRITER: return true;
    default: return false;
    }
}

/* ---- Templates ---- */

static const struct asl_expr *value_of(const struct payload *p, const struct doc_node *n,
                                       bool is_template);

bool payload_is_computed(const struct doc_node *n)
{
    return n->name != NULL && n->name_size >= 2 &&
           memcmp(n->name + n->name_size - 2, ".$", 2) == 0;
}

static size_t bare_size(const struct doc_node *n)
{
    return n->name_size - (payload_is_computed(n) ? 2 : 0);
}

static int compare_bare(const void *left, const void *right)
{
    const struct doc_node *a = *(const struct doc_node *const *)left;
    const struct doc_node *b = *(const struct doc_node *const *)right;
    size_t a_size = bare_size(a), b_size = bare_size(b);
    int order = memcmp(a->name, b->name, a_size < b_size ? a_size : b_size);
    if (order == 0) {
        order = (a_size > b_size) - (a_size < b_size);
    }
    return order != 0 ? order
                      : (a->name_span.start > b->name_span.start) -
                            (a->name_span.start < b->name_span.start);
}

/* "a" and "a.$" in one object would both become a (P-43). */
static bool check_clashes(const struct payload *p, const struct doc_node *object)
{
    const struct doc_node **members = arena_array(p->arena, object->count, sizeof *members);
    size_t count = 0, expressions = 0;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        members[count++] = n;
        expressions += payload_is_computed(n);
    }
    if (expressions == 0 || expressions == count) {
        return true;
    }
    qsort(members, count, sizeof *members, compare_bare);
    bool good = true;
    for (size_t i = 1; i < count; i++) {
        const struct doc_node *a = members[i - 1], *b = members[i];
        if (payload_is_computed(a) != payload_is_computed(b) && bare_size(a) == bare_size(b) &&
            memcmp(a->name, b->name, bare_size(a)) == 0) {
            diag_say(p->diag, DIAG_FIELD_CLASH, b->name_span, where(p, b), a->name, b->name,
                     NULL);
            good = false;
        }
    }
    return good;
}

/* AWS takes the fields with .$ out of a template into a HashMap, and puts what they yield
 * behind the others as that is walked (P-41). */
static void order_fields(const struct payload *p, const struct doc_node *object,
                         struct asl_field *fields)
{
    struct asl_field *computed = arena_array(p->arena, object->count, sizeof *computed);
    struct javamap_slot *slots = arena_array(p->arena, object->count, sizeof *slots);
    size_t i = 0, plain = 0, count = 0;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next, i++) {
        if (payload_is_computed(n)) {
            slots[count] = javamap_slot(fields[i].name, strlen(fields[i].name), count);
            computed[count++] = fields[i];
        } else {
            fields[plain++] = fields[i];
        }
    }
    javamap_order(slots, count);
    for (i = 0; i < count; i++) {
        fields[plain + i] = computed[slots[i].index];
    }
}

static const struct asl_expr *object_of(const struct payload *p, const struct doc_node *object,
                                        bool is_template)
{
    struct asl_field *fields = arena_array(p->arena, object->count + 1, sizeof *fields);
    bool good = !is_template || object->count == 0 || check_clashes(p, object);
    size_t i = 0;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next, i++) {
        bool computed = is_template && payload_is_computed(n);
        fields[i].name = computed ? arena_text_n(p->arena, n->name, bare_size(n)) : n->name;
        fields[i].value = computed ? expression(p, n) : value_of(p, n, is_template);
        good = good && fields[i].value != NULL;
    }
    if (!good) {
        return NULL;
    }
    if (is_template) {
        order_fields(p, object, fields);
    }
    return node_object(p->arena, fields);
}

static const struct asl_expr *array_of(const struct payload *p, const struct doc_node *array,
                                       bool is_template)
{
    struct node_list items = { 0 };
    bool good = true;
    for (const struct doc_node *n = array->first; n != NULL; n = n->next) {
        const struct asl_expr *item = value_of(p, n, is_template);
        good = good && item != NULL;
        node_add(p->arena, &items, item);
    }
    return good ? node_list(p->arena, ASL_OP_ARRAY, &items) : NULL;
}

/* As deep as the document, and so at most DOC_DEPTH_MAX. */
static const struct asl_expr *value_of(const struct payload *p, const struct doc_node *n,
                                       bool is_template)
{
    switch (n->type) {
    case DOC_FALSE: return node_of(p->arena, ASL_OP_FALSE);
    case DOC_TRUE: return node_of(p->arena, ASL_OP_TRUE);
    case DOC_NUMBER: return node_text(p->arena, ASL_OP_NUMBER, n->text);
    case DOC_STRING:
        return p->query != NULL && shape_is_jsonata(n)
                   ? query_read(p->query, p->diag, n, where(p, n))
                   : string_of(p, n);
    case DOC_ARRAY: return array_of(p, n, is_template);
    case DOC_OBJECT: return object_of(p, n, is_template);
    case DOC_NULL: break;
    }
    return node_of(p->arena, ASL_OP_NULL);
}

static const struct asl_expr *template_of(const struct payload *p, const struct doc_node *n)
{
    struct payload in = { .arena = p->arena, .diag = p->diag, .whole = n };
    return value_of(&in, n, true);
}

/* ---- ItemReader, ItemBatcher, ResultWriter: one template each ---- */

static const struct asl_expr *parts_of(const struct payload *p, const struct doc_node *object,
                                       enum field_owner holder);

/* The member's value; *ret_name is what the evaluated object calls it. */
static const struct asl_expr *part_of(const struct payload *p, const struct doc_node *n,
                                      enum field_owner holder, const char **ret_name)
{
    static const char path[] = "Path";
    const struct shape_row *row = field_find_part(holder, n->name, n->name_size);
    *ret_name = n->name;
    if (row == NULL) {
        return value_of(p, n, false);
    }
    if (row->shape == SHAPE_REFERENCE_INPUT || row->shape == SHAPE_REFERENCE) {
        *ret_name = arena_text_n(p->arena, n->name, n->name_size - (sizeof path - 1));
        return path_field(
            p, n, row->shape == SHAPE_REFERENCE ? PATH_REFERENCE : PATH_REFERENCE_INPUT);
    }
    if (row->shape == SHAPE_OBJECT && n->type == DOC_OBJECT) {
        return parts_of(p, n, field_inner_part(holder));
    }
    return row->shape == SHAPE_TEMPLATE ? template_of(p, n) : value_of(p, n, false);
}

static const struct asl_expr *parts_of(const struct payload *p, const struct doc_node *object,
                                       enum field_owner holder)
{
    if (object->type != DOC_OBJECT) {
        return NULL;
    }
    struct asl_field *fields = arena_array(p->arena, object->count + 1, sizeof *fields);
    bool good = true;
    size_t i = 0;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next, i++) {
        fields[i].value = part_of(p, n, holder, &fields[i].name);
        good = good && fields[i].value != NULL;
    }
    return good ? node_object(p->arena, fields) : NULL;
}

/* ---- The doors ---- */

static const struct asl_expr *null_of(const struct payload *p, enum manner how)
{
    return how == READ_RESULT_PATH
               ? node_of(p->arena, ASL_OP_NULL)
               : node_object(p->arena, arena_get(p->arena, sizeof(struct asl_field)));
}

static const struct asl_expr *read_field(const struct payload *p, const struct doc_node *n,
                                         enum manner how)
{
    switch (how) {
    case READ_PATH:
    case READ_RESULT_PATH:
        return n->type == DOC_NULL
                   ? null_of(p, how)
                   : path_field(p, n, how == READ_PATH ? PATH_ANY : PATH_RESULT);
    case READ_REFERENCE: return path_field(p, n, PATH_REFERENCE);
    case READ_REFERENCE_INPUT: return path_field(p, n, PATH_REFERENCE_INPUT);
    case READ_REFERENCE_OR_CALL: return reference_or_call(p, n);
    case READ_TEMPLATE: return template_of(p, n);
    case READ_LITERAL:
    case READ_QUERY: return value_of(p, n, false);
    case READ_READER: return parts_of(p, n, PART_READER);
    case READ_BATCHER: return parts_of(p, n, PART_BATCHER);
    case READ_WRITER: return parts_of(p, n, PART_WRITER);
    case READ_NOTHING: break;
    }
    return NULL;
}

static enum manner manner_of(enum field f)
{
    enum shape shape = field_row(f)->shape;
    return shape < sizeof manners / sizeof manners[0] ? manners[shape] : READ_NOTHING;
}

const struct asl_expr *payload_field(struct arena *a, struct diag *d, enum field f,
                                     const struct doc_node *node)
{
    struct payload p = { .arena = a, .diag = d };
    return node == NULL ? NULL : read_field(&p, node, manner_of(f));
}

const struct asl_expr *payload_query(struct arena *a, struct diag *d,
                                     const struct query_sight *sight, enum field f,
                                     const struct doc_node *node)
{
    struct query_field q = {
        .arena = a, .sight = sight, .shape = field_row(f)->shape, .whole = node
    };
    struct payload p = { .arena = a, .diag = d, .query = may_be_query(f) ? &q : NULL };
    return node == NULL || manner_of(f) == READ_NOTHING ? NULL : value_of(&p, node, false);
}

bool payload_is_open_query(enum field f, const struct doc_node *node,
                           const struct doc_node **ret_text)
{
    for (const struct doc_node *n = may_be_query(f) ? node : NULL; n != NULL;
         n = doc_after(n, node)) {
        if (shape_is_jsonata(n) && has_hole(n)) {
            *ret_text = n;
            return true;
        }
    }
    return false;
}

bool payload_is_open(struct arena *a, struct diag *d, enum shape shape,
                     const struct doc_node *n)
{
    struct payload p = { .arena = a, .diag = d };
    if (n->type != DOC_STRING || !has_hole(n)) {
        return false;
    }
    const struct asl_expr *e =
        shape == SHAPE_TEMPLATE ? expression(&p, n) : read_field(&p, n, manners[shape]);
    return e->op == ASL_OP_STRING;
}

const struct asl_expr *payload_operand(struct arena *a, struct diag *d, const struct rule *r)
{
    struct payload p = { .arena = a, .diag = d };
    if (r->operand == NULL) {
        return NULL;
    }
    return r->operand_is_path ? path_field(&p, r->operand, PATH_REFERENCE)
                              : value_of(&p, r->operand, false);
}

const struct asl_expr *payload_literal(struct arena *a, const struct doc_node *node)
{
    struct payload p = { .arena = a };
    return node == NULL ? NULL : value_of(&p, node, false);
}

const struct asl_expr *payload_template(struct arena *a, struct diag *d,
                                        const struct doc_node *node)
{
    struct payload p = { .arena = a, .diag = d };
    return node == NULL ? NULL : template_of(&p, node);
}
