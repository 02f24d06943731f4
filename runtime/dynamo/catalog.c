#include "runtime/dynamo/catalog.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/keys.h"
#include "runtime/store/database.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Reading a document ---- */

static enum attribute_type type_of(const struct value *document, const char *name)
{
    const struct value *definitions = inquiry_member_of(document, "AttributeDefinitions");
    for (size_t i = 0; i < value_count(definitions); i++) {
        const struct value *d = value_item(definitions, i);
        if (text_is(value_member_text(d, "AttributeName"), name)) {
            return attribute_type_of(value_member_text(d, "AttributeType"));
        }
    }
    return ATTRIBUTE_TYPES;
}

static struct catalog_schema read_schema(const struct value *document, const struct value *of)
{
    struct catalog_schema s = { .range_type = ATTRIBUTE_TYPES };
    const struct value *keys = inquiry_member_of(of, "KeySchema");
    for (size_t i = 0; i < value_count(keys); i++) {
        const struct value *key = value_item(keys, i);
        const char *name = value_member_text(key, "AttributeName");
        if (text_is(value_member_text(key, "KeyType"), "HASH")) {
            s.hash = name;
            s.hash_type = type_of(document, name);
        } else {
            s.range = name;
            s.range_type = type_of(document, name);
        }
    }
    return s;
}

static int64_t number_of(const struct value *v)
{
    return value_to_number(inquiry_member_of(v, "Number")).integer;
}

static void read_indexes(struct catalog_table *t, const char *member, bool is_global)
{
    const struct value *list = inquiry_member_of(t->document, member);
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *from = value_item(list, i);
        const struct value *projection = inquiry_member_of(from, "Projection");
        const char *kind = value_member_text(projection, "ProjectionType");
        t->indexes[t->count++] = (struct catalog_index){
            .name = value_member_text(from, "IndexName"),
            .is_global = is_global,
            .key = read_schema(t->document, from),
            .number = number_of(from),
            .projection = kind != NULL ? kind : "ALL",
            .more_names = inquiry_member_of(projection, "NonKeyAttributes"),
        };
    }
    t->has_local = t->has_local || (!is_global && value_count(list) > 0);
}

void catalog_of_document_take(struct catalog_table *t, struct value *document)
{
    size_t room = value_count(inquiry_member_of(document, "LocalSecondaryIndexes")) +
                  value_count(inquiry_member_of(document, "GlobalSecondaryIndexes"));
    *t = (struct catalog_table){ .document = document,
                                 .number = number_of(document),
                                 .key = read_schema(document, document),
                                 .indexes = memory_array(room, sizeof *t->indexes) };
    t->name = memory_text(value_member_text(document, "TableName"));
    read_indexes(t, "LocalSecondaryIndexes", false);
    read_indexes(t, "GlobalSecondaryIndexes", true);
}

const char *catalog_bare_name(const char *name_or_arn)
{
    const char *mark = ":table/";
    const char *at = strncmp(name_or_arn, "arn:", 4) == 0 ? strstr(name_or_arn, mark) : NULL;
    return at != NULL ? at + strlen(mark) : name_or_arn;
}

bool catalog_find(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret)
{
    struct value *document = NULL;
    struct read_error error;
    struct statement *s =
        database_statement(c->dynamo->database, "SELECT document FROM tables WHERE name = ?1");
    *ret = (struct catalog_table){ 0 };
    database_set_text(s, 1, catalog_bare_name(name_or_arn));
    if (database_row(s)) {
        const char *text = database_text(s, 0);
        read_json_own(text, strlen(text), &document, &error);
    }
    database_leave(s);
    if (document == NULL) {
        return false;
    }
    catalog_of_document_take(ret, document);
    return true;
}

bool catalog_open(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret)
{
    return catalog_find(c, name_or_arn, ret) ||
           inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND, "Requested resource not found");
}

bool catalog_open_named(struct inquiry *c, const char *name_or_arn, struct catalog_table *ret)
{
    return catalog_find(c, name_or_arn, ret) ||
           inquiry_fail(c, INQUIRY_RESOURCE_NOT_FOUND,
                        "Requested resource not found: Table: %s not found",
                        catalog_bare_name(name_or_arn));
}

void catalog_release(struct catalog_table *t)
{
    memory_release(t->name);
    memory_release(t->indexes);
    value_release(t->document);
    *t = (struct catalog_table){ 0 };
}

const struct catalog_index *catalog_find_index(const struct catalog_table *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++) {
        if (text_is(t->indexes[i].name, name)) {
            return &t->indexes[i];
        }
    }
    return NULL;
}

/* ---- Writing a document ---- */

void catalog_save(struct inquiry *c, const char *name, const struct value *document)
{
    struct statement *s = database_statement(
        c->dynamo->database, "INSERT OR REPLACE INTO tables (name, document) VALUES (?1, ?2)");
    char *text = write_text(document);
    database_set_text(s, 1, name);
    database_set_text(s, 2, text);
    database_run(s);
    memory_release(text);
}

static void remove_rows(struct inquiry *c, const char *sql, int64_t number)
{
    struct statement *s = database_statement(c->dynamo->database, sql);
    database_set_int(s, 1, number);
    database_run(s);
}

void catalog_remove(struct inquiry *c, const struct catalog_table *t)
{
    static const char items[] = "DELETE FROM items WHERE owner = ?1";
    static const char entries[] = "DELETE FROM entries WHERE owner = ?1";
    for (size_t i = 0; i < t->count; i++) {
        remove_rows(c, entries, t->indexes[i].number);
    }
    remove_rows(c, items, t->number);
    struct statement *s =
        database_statement(c->dynamo->database, "DELETE FROM tables WHERE name = ?1");
    database_set_text(s, 1, t->name);
    database_run(s);
}

int64_t catalog_new_number(struct inquiry *c)
{
    database_run(
        database_statement(c->dynamo->database, "INSERT INTO numbers (number) VALUES (NULL)"));
    return database_last_key(c->dynamo->database);
}

void catalog_measure(struct inquiry *c, const struct catalog_table *t, int64_t *ret_items,
                     int64_t *ret_bytes)
{
    struct statement *s = database_statement(
        c->dynamo->database, "SELECT count(*), total(size) FROM items WHERE owner = ?1");
    *ret_items = *ret_bytes = 0;
    database_set_int(s, 1, t->number);
    if (database_row(s)) {
        *ret_items = database_int(s, 0);
        *ret_bytes = database_int(s, 1);
    }
    database_leave(s);
}

/* ---- Keys ---- */

void catalog_put_hash(struct buf *out, const struct value *v)
{
    struct buf bytes = { 0 };
    keys_put_bytes(&bytes, v);
    uint64_t hash = text_hash(buf_string(&bytes), bytes.size);
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    for (int shift = 56; shift >= 32; shift -= 8) {
        buf_char(out, (char)(hash >> shift & 0xff));
    }
    buf_put(out, buf_string(&bytes), bytes.size);
    buf_release(&bytes);
}

/* The key attribute if it has its type and is not empty. */
static struct value *key_value(const struct value *item, const char *name,
                               enum attribute_type type)
{
    struct value *v = NULL;
    return value_member(item, name, &v) && attribute_type(v, NULL) == type ? v : NULL;
}

bool catalog_key_of(const struct catalog_schema *schema, const struct value *item,
                    struct catalog_key *ret)
{
    *ret = (struct catalog_key){ 0 };
    const struct value *hash = key_value(item, schema->hash, schema->hash_type);
    if (hash == NULL) {
        return false;
    }
    catalog_put_hash(&ret->hash, hash);
    if (schema->range == NULL) {
        return true;
    }
    const struct value *range = key_value(item, schema->range, schema->range_type);
    if (range != NULL) {
        keys_put_bytes(&ret->range, range);
    }
    return range != NULL;
}

void catalog_key_release(struct catalog_key *k)
{
    buf_release(&k->hash);
    buf_release(&k->range);
}

bool catalog_is_key(const struct catalog_schema *schema, const char *name)
{
    return text_is(schema->hash, name) || text_is(schema->range, name);
}

static void copy_member(struct value **to, const struct value *item, const char *name)
{
    struct value *v = NULL;
    if (name != NULL && value_member(item, name, &v)) {
        value_set_take(to, name, value_share(v));
    }
}

struct value *catalog_key_attributes(const struct catalog_schema *schema,
                                     const struct value *item, struct value *to)
{
    struct value *out = to != NULL ? to : value_object();
    copy_member(&out, item, schema->hash);
    copy_member(&out, item, schema->range);
    return out;
}

struct value *catalog_project(const struct catalog_table *t, const struct catalog_index *index,
                              const struct value *item)
{
    if (index == NULL || text_is(index->projection, "ALL")) {
        return value_share((struct value *)item);
    }
    struct value *out = catalog_key_attributes(&t->key, item, NULL);
    out = catalog_key_attributes(&index->key, item, out);
    for (size_t i = 0; i < value_count(index->more_names); i++) {
        copy_member(&out, item, value_string(value_item(index->more_names, i)));
    }
    return out;
}

/* ---- Checks ---- */

enum { HASH_BYTES = 2048, RANGE_BYTES = 1024 };

static bool check_sizes(struct inquiry *c, const struct catalog_schema *key,
                        const struct value *item)
{
    const struct value *hash = inquiry_member_of(item, key->hash);
    const struct value *range = key->range != NULL ? inquiry_member_of(item, key->range) : NULL;
    if (hash != NULL && attribute_size(hash) > HASH_BYTES) {
        return inquiry_invalid(c,
                               "One or more parameter values were invalid: Size of hashkey has "
                               "exceeded the maximum size limit of%d bytes",
                               HASH_BYTES);
    }
    if (range != NULL && attribute_size(range) > RANGE_BYTES) {
        return inquiry_invalid(c,
                               "One or more parameter values were invalid: Aggregated size of "
                               "all range keys has exceeded the size limit of %d bytes",
                               RANGE_BYTES);
    }
    return true;
}

/* A key's text or bytes must not be empty; numbers never are. */
static bool is_empty(const struct value *v)
{
    struct value *content = NULL;
    enum attribute_type type = attribute_type(v, &content);
    return (type == ATTRIBUTE_S || type == ATTRIBUTE_B) && value_string_size(content) == 0;
}

static bool check_empty(struct inquiry *c, const struct catalog_schema *key,
                        const struct value *item, const char *before)
{
    const char *names[] = { key->hash, key->range };
    for (size_t i = 0; i < 2; i++) {
        const struct value *v = names[i] != NULL ? inquiry_member_of(item, names[i]) : NULL;
        if (v != NULL && is_empty(v)) {
            return inquiry_invalid(
                c,
                "One or more parameter values %s The AttributeValue for a key attribute cannot "
                "contain an empty %s value. Key: %s",
                before, attribute_type(v, NULL) == ATTRIBUTE_B ? "binary" : "string", names[i]);
        }
    }
    return true;
}

bool catalog_check_key(struct inquiry *c, const struct catalog_table *t,
                       const struct value *key)
{
    bool has_range = t->key.range != NULL;
    bool fits = value_count(key) == (has_range ? 2u : 1u) &&
                key_value(key, t->key.hash, t->key.hash_type) != NULL &&
                (!has_range || key_value(key, t->key.range, t->key.range_type) != NULL);
    if (!fits) {
        return inquiry_invalid(c, "The provided key element does not match the schema");
    }
    return check_empty(c, &t->key, key, "were invalid:") && check_sizes(c, &t->key, key);
}

static bool check_key_attribute(struct inquiry *c, const struct value *item, const char *name,
                                enum attribute_type type)
{
    const struct value *v = name != NULL ? inquiry_member_of(item, name) : NULL;
    if (name == NULL) {
        return true;
    }
    if (v == NULL) {
        return inquiry_invalid(
            c, "One or more parameter values were invalid: Missing the key %s in the item",
            name);
    }
    if (attribute_type(v, NULL) != type) {
        return inquiry_invalid(
            c,
            "One or more parameter values were invalid: Type mismatch for key "
            "%s expected: %s actual: %s",
            name, attribute_type_word(type), attribute_type_word(attribute_type(v, NULL)));
    }
    return true;
}

static bool check_index_attribute(struct inquiry *c, const struct catalog_index *index,
                                  const char *name, const struct value *v)
{
    enum attribute_type type = text_is(index->key.hash, name)    ? index->key.hash_type
                               : text_is(index->key.range, name) ? index->key.range_type
                                                                 : ATTRIBUTE_TYPES;
    if (type == ATTRIBUTE_TYPES) {
        return true;
    }
    if (attribute_type(v, NULL) != type) {
        return inquiry_invalid(c,
                               "One or more parameter values were invalid: Type mismatch for "
                               "Index Key %s Expected: "
                               "%s Actual: %s IndexName: %s",
                               name, attribute_type_word(type),
                               attribute_type_word(attribute_type(v, NULL)), index->name);
    }
    if (is_empty(v)) {
        return inquiry_invalid(
            c,
            "One or more parameter values are not valid. A value specified for a "
            "secondary index key is not supported. The AttributeValue for a key "
            "attribute cannot contain an empty %s value. IndexName: %s, IndexKey: "
            "%s",
            type == ATTRIBUTE_B ? "binary" : "string", index->name, name);
    }
    return true;
}

/* What an update expression makes of a key of an index must not be empty. */
static bool check_updated_attribute(struct inquiry *c, const struct catalog_index *index,
                                    const struct value *item)
{
    const char *names[] = { index->key.hash, index->key.range };
    for (size_t i = 0; i < 2; i++) {
        const struct value *v = names[i] != NULL ? inquiry_member_of(item, names[i]) : NULL;
        if (v != NULL && is_empty(v)) {
            return inquiry_invalid(
                c,
                "One or more parameter values are not valid. The update expression attempted "
                "to update a secondary index key to a value that is not supported. The "
                "AttributeValue for a key attribute cannot contain an empty %s value.",
                attribute_type(v, NULL) == ATTRIBUTE_B ? "binary" : "string");
        }
    }
    return true;
}

bool catalog_check_updated(struct inquiry *c, const struct catalog_table *t,
                           const struct value *item)
{
    for (size_t i = t->count; i-- > 0;) {
        if (!check_updated_attribute(c, &t->indexes[i], item)) {
            return false;
        }
    }
    return catalog_check_item(c, t, item);
}

/* Global indexes, which come last in the list, are looked at first. */
bool catalog_check_attribute(struct inquiry *c, const struct catalog_table *t, const char *name,
                             const struct value *v)
{
    bool is_good = true;
    for (size_t i = t->count; is_good && i-- > 0;) {
        is_good = check_index_attribute(c, &t->indexes[i], name, v);
    }
    return is_good;
}

static bool check_indexes(struct inquiry *c, const struct catalog_table *t,
                          const struct value *item)
{
    for (size_t i = t->count; i-- > 0;) {
        const char *names[] = { t->indexes[i].key.hash, t->indexes[i].key.range };
        for (size_t j = 0; j < 2; j++) {
            const struct value *v = names[j] != NULL ? inquiry_member_of(item, names[j]) : NULL;
            if (v != NULL && !check_index_attribute(c, &t->indexes[i], names[j], v)) {
                return false;
            }
        }
        if (!check_sizes(c, &t->indexes[i].key, item)) {
            return false;
        }
    }
    return true;
}

bool catalog_check_item(struct inquiry *c, const struct catalog_table *t,
                        const struct value *item)
{
    return check_key_attribute(c, item, t->key.hash, t->key.hash_type) &&
           check_key_attribute(c, item, t->key.range, t->key.range_type) &&
           check_empty(c, &t->key, item, "are not valid.") && check_sizes(c, &t->key, item) &&
           check_indexes(c, t, item);
}
