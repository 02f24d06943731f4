#include "compiler/read/form.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"

/* A field that has no business where it stands: AWS speaks of the object that holds it (T-11).
 */

static void say_unknown(const struct form *form, const struct doc_node *member)
{
    diag_say_within(form->place.diag, DIAG_FIELD_UNKNOWN, member->name_span,
                    form_place(member->parent), NULL, form->place.where, member->name, NULL);
    diag_meant(form->place.diag, field_nearest(form->owner, form->place.dialect, member->name),
               NULL);
}

static void say_misplaced(const struct form *form, const struct doc_node *member)
{
    diag_say_within(form->place.diag, DIAG_FIELD_MISPLACED, member->name_span,
                    form_place(member->parent), NULL, form->place.where, member->name,
                    field_owner_words(form->owner), NULL);
}

static void say_dialect(const struct form *form, const struct doc_node *member)
{
    bool in_jsonata = form->place.dialect == DIALECT_JSONATA;
    if (form->takes_dialects) {
        return;
    }
    diag_say_within(form->place.diag, DIAG_FIELD_DIALECT, member->name_span,
                    form_place(member->parent), NULL, form->place.where, member->name,
                    field_dialect_word(in_jsonata ? DIALECT_JSONPATH : DIALECT_JSONATA),
                    field_dialect_word(form->place.dialect), NULL);
}

struct span form_place(const struct doc_node *object)
{
    if (object->name != NULL) {
        return object->name_span;
    }
    return (struct span){ object->span.start, object->span.start + 1 };
}

/* {"Ref": "X"} is ${X}, and {"Fn::GetAtt": ["A", "B"]} is ${A.B}: CloudFormation writes both
 * ways. */
static const struct doc_node *unfilled(const struct form *form, const struct doc_node *value)
{
    const struct doc_node *function = value->first;
    if (!shape_is_function(value)) {
        return value;
    }
    const char *of = "";
    const char *attribute = NULL;
    if (function->type == DOC_STRING) {
        of = function->text;
    } else if (function->type == DOC_ARRAY && function->count == 2 &&
               function->first->type == DOC_STRING &&
               function->first->next->type == DOC_STRING) {
        of = function->first->text;
        attribute = function->first->next->text;
    }
    struct doc_node *text = arena_get(form->place.arena, sizeof *text);
    *text = *value;
    text->type = DOC_STRING;
    text->text = arena_print(form->place.arena, "${%s%s%s}", of, attribute == NULL ? "" : ".",
                             attribute == NULL ? "" : attribute);
    text->text_size = strlen(text->text);
    text->first = NULL;
    text->count = 0;
    diag_say(form->place.diag, DIAG_CLOUDFORMATION_OPEN, value->span, form->place.where,
             value->name, function->name, NULL);
    return text;
}

static const char *operand_wanted(const struct field_test *test)
{
    static const char *const wanted[] = {
        [OPERAND_TEXT] = "a string",
        [OPERAND_NUMERIC] = "a number",
        [OPERAND_TIME] = "a string",
        [OPERAND_TRUTH] = "true or false",
    };
    return test->is_path ? "a string" : wanted[test->operand];
}

static const char *operand_type(const struct field_test *test)
{
    static const char *const types[] = {
        [OPERAND_TEXT] = "String",
        [OPERAND_NUMERIC] = "Number",
        [OPERAND_TIME] = "String",
        [OPERAND_TRUTH] = "Boolean",
    };
    return test->is_path ? "String" : types[test->operand];
}

static bool operand_fits(const struct field_test *test, const struct doc_node *value)
{
    if (test->is_path || test->operand == OPERAND_TEXT || test->operand == OPERAND_TIME) {
        return value->type == DOC_STRING;
    }
    if (test->operand == OPERAND_NUMERIC) {
        return value->type == DOC_NUMBER || shape_is_open(value);
    }
    return value->type == DOC_TRUE || value->type == DOC_FALSE || shape_is_open(value);
}

/* A comparator is a field whose name says what its value must be (C-07). */
static void take_test(const struct form *form, const struct doc_node *member,
                      const struct field_test *test)
{
    struct rule *r = form->rule;
    r->tests++;
    r->comparator = test->comparator;
    r->operand = member;
    r->operand_is_path = test->is_path;
    if (form->place.dialect == DIALECT_JSONATA) {
        say_dialect(form, member);
    } else if (!operand_fits(test, member)) {
        diag_say(form->place.diag, DIAG_VALUE_TYPE, member->span, form->place.where,
                 member->name, operand_wanted(test), shape_kind(form->place.arena, member),
                 operand_type(test), NULL);
        r->operand = NULL;
    } else if (test->operand == OPERAND_TIME && !test->is_path && !shape_is_open(member) &&
               !shape_is_timestamp(member->text)) {
        diag_say(form->place.diag, DIAG_TIMESTAMP_INVALID, member->span, form->place.where,
                 member->name, NULL);
        r->operand = NULL;
    }
}

static void take_field(const struct form *form, const struct shape_row *row,
                       const struct doc_node *member, const struct doc_node *ret_field[FIELDS])
{
    enum field f = field_of(row);
    if (!field_has_owner(row, form->owner)) {
        say_misplaced(form, member);
    } else if (!field_has_dialect(row, form->place.dialect)) {
        say_dialect(form, member);
    } else {
        const struct doc_node *value = f == FIELD_RESOURCE ? unfilled(form, member) : member;
        ret_field[f] = shape_check(&form->place, row, value) ? value : NULL;
    }
}

void form_read(const struct form *form, const struct doc_node *object,
               const struct doc_node *ret_field[FIELDS])
{
    for (const struct doc_node *m = object->first; m != NULL; m = m->next) {
        const struct shape_row *row = field_find(m->name, m->name_size);
        struct field_test test;
        if (row != NULL) {
            take_field(form, row, m, ret_field);
        } else if (form->rule != NULL && field_find_test(m->name, m->name_size, &test)) {
            take_test(form, m, &test);
        } else {
            say_unknown(form, m);
        }
    }
}

void form_read_parts(const struct form *form, const struct doc_node *object)
{
    for (const struct doc_node *m = object == NULL ? NULL : object->first; m != NULL;
         m = m->next) {
        const struct shape_row *row = field_find_part(form->owner, m->name, m->name_size);
        struct form inner = *form;
        if (row == NULL) {
            say_unknown(form, m);
        } else if (!field_has_dialect(row, form->place.dialect)) {
            say_dialect(form, m);
        } else if (shape_check(&form->place, row, m) && row->shape == SHAPE_OBJECT) {
            inner.owner = field_inner_part(form->owner);
            form_read_parts(&inner, m);
        }
    }
}

void form_require(const struct form *form, const struct doc_node *object, enum field f)
{
    if (!field_written(object, f)) {
        diag_say(form->place.diag, DIAG_FIELD_MISSING, form_place(object), form->place.where,
                 field_word(f), NULL);
    }
}

void form_require_block(const struct form *form, const struct doc_node *object)
{
    if (!field_written(object, FIELD_STATES) && !field_written(object, FIELD_START_AT)) {
        diag_say(form->place.diag, DIAG_FIELD_MISSING, form_place(object), form->place.where,
                 "States, StartAt", NULL);
        return;
    }
    form_require(form, object, FIELD_STATES);
    form_require(form, object, FIELD_START_AT);
}

void form_refuse_state(const struct form *form, const struct doc_node *member)
{
    diag_say(form->place.diag, DIAG_VALUE_TYPE, member->span, form->place.where, member->name,
             "an object, as every state is", shape_kind(form->place.arena, member), "Object",
             NULL);
}
