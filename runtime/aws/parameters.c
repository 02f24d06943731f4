#include "runtime/aws/parameters.h"

#include <stddef.h>

#include "runtime/aws/schema.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

/* The words are appended to `why`; `field` is the member that the value is, or is a part of. */
static void look(const struct asl_schema *schema, const char *field, const struct value *v,
                 struct buf *why);

static enum schema_type type_of(const struct value *v)
{
    static const enum schema_type types[] = {
        [VALUE_NULL] = SCHEMA_IS_NULL,     [VALUE_BOOLEAN] = SCHEMA_IS_BOOLEAN,
        [VALUE_NUMBER] = SCHEMA_IS_NUMBER, [VALUE_STRING] = SCHEMA_IS_TEXT,
        [VALUE_ARRAY] = SCHEMA_IS_ARRAY,   [VALUE_OBJECT] = SCHEMA_IS_OBJECT,
    };
    return types[value_type(v)];
}

static void say(struct buf *why, const char *before, const char *field, const char *behind)
{
    buf_print(why, "%s%s%s%s", why->size == 0 ? "" : ", ", before, field, behind);
}

static bool is_list_of_texts(const struct value *v)
{
    size_t count = value_count(v);
    bool is_list = value_type(v) == VALUE_ARRAY;
    for (size_t i = 0; i < count && is_list; i++) {
        is_list = value_type(value_item(v, i)) == VALUE_STRING;
    }
    return is_list;
}

static bool has_lists_of_texts(const struct value *v)
{
    bool has = value_type(v) == VALUE_OBJECT;
    for (struct value_walk w = value_walk(v); has && value_step(&w);) {
        has = is_list_of_texts(w.value);
    }
    return has;
}

static void look_at_members(const struct asl_schema *schema, const struct value *v,
                            struct buf *why)
{
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        const struct schema_member *member =
            schema_has_members(schema) ? schema_member(schema, w.key) : NULL;
        if (schema->kind == SCHEMA_MAP) {
            look(schema->of, w.key, w.value, why);
        } else if (member == NULL) {
            say(why, "The field \"", w.key, "\" is not supported by Step Functions");
        } else {
            look(member->schema, w.key, w.value, why);
        }
    }
}

/* Recursion is bounded by the depth that values may have. */
static void look(const struct asl_schema *schema, const char *field, const struct value *v,
                 struct buf *why)
{
    enum schema_type type = type_of(v);
    if (!schema_fits(schema, type)) {
        say(why, "The value for the field '", field, "' must be ");
        buf_text(why, schema_words(schema));
    } else if (schema->kind == SCHEMA_LISTS && !has_lists_of_texts(v)) {
        say(why, "The value of the field '", field, "' has an invalid format");
    } else if (schema->kind == SCHEMA_LIST) {
        size_t count = value_count(v);
        for (size_t i = 0; i < count; i++) {
            look(schema->of, field, value_item(v, i), why);
        }
    } else if (type == SCHEMA_IS_OBJECT &&
               (schema->kind == SCHEMA_MAP || schema_has_members(schema))) {
        look_at_members(schema, v, why);
    }
}

bool parameters_fit(const struct asl_schema *schema, const struct value *parameters,
                    struct buf *why)
{
    size_t before = why->size;
    if (schema == NULL || value_type(parameters) != VALUE_OBJECT) {
        return true;
    }
    for (size_t i = 0; i < schema->count; i++) {
        if (schema->members[i].is_needed &&
            !value_member(parameters, schema_name(schema, i), NULL)) {
            say(why, "The field '", schema_name(schema, i), "' is required but was missing");
        }
    }
    look_at_members(schema, parameters, why);
    return why->size == before;
}
