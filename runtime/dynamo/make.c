/* make.c - tables that a workflow's task names and that are not there. */
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/inquiry.h"
#include "runtime/dynamo/dynamo.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/item/attribute.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* ---- The key that a request shows ---- */

struct guess {
    const char *name;         /* of the table, borrowed */
    const struct value *key;  /* a Key, all of which is the key; or NULL */
    const struct value *item; /* an Item, of which an attribute is; or NULL */
};

static bool can_be_key(const struct value *v)
{
    return attribute_has_order(attribute_type(v, NULL));
}

static void add_attribute(struct value **keys, struct value **definitions, const char *name,
                          const struct value *v)
{
    struct value *key = value_object(), *definition = value_object();
    value_set_text(&key, "AttributeName", name);
    value_set_text(&key, "KeyType", value_count(*keys) == 0 ? "HASH" : "RANGE");
    value_set_text(&definition, "AttributeName", name);
    value_set_text(&definition, "AttributeType", attribute_type_word(attribute_type(v, NULL)));
    value_append_take(keys, key);
    value_append_take(definitions, definition);
}

/* A CreateTable for it: new, or NULL if it shows no key. */
static struct value *request_for(const struct guess *g)
{
    struct value *keys = value_array(2), *definitions = value_array(2);
    const struct value *from = g->key != NULL ? g->key : g->item;
    size_t most = g->key != NULL ? 2 : 1;
    if (value_type(from) != VALUE_OBJECT) {
        value_release(keys);
        value_release(definitions);
        return NULL;
    }
    for (struct value_walk w = value_walk(from); value_count(keys) < most && value_step(&w);) {
        if (can_be_key(w.value)) {
            add_attribute(&keys, &definitions, w.key, w.value);
        }
    }
    if (value_count(keys) == 0) {
        value_release(keys);
        value_release(definitions);
        return NULL;
    }
    struct value *request = value_object();
    value_set_text(&request, "TableName", catalog_bare_name(g->name));
    value_set_take(&request, "KeySchema", keys);
    value_set_take(&request, "AttributeDefinitions", definitions);
    value_set_text(&request, "BillingMode", "PAY_PER_REQUEST");
    return request;
}

/* ---- Making ---- */

static bool is_there(struct dynamo *d, const char *name)
{
    struct service_answer a = { 0 };
    struct buf why = { 0 };
    struct catalog_table t = { 0 };
    struct inquiry c = { d, "DescribeTable", NULL, &a, 0, false };
    database_begin(d->database, false);
    bool found = catalog_find(&c, name, &t);
    catalog_release(&t);
    service_answer_release(&a);
    /* A file that cannot be read has its error in the operation that follows. */
    found = !database_end(d->database, true, &why) || found;
    buf_release(&why);
    return found;
}

static void make(struct dynamo *d, const struct guess *g, int64_t now_ms, struct buf *made)
{
    struct service_answer a = { 0 };
    if (g->name == NULL || (g->key == NULL && g->item == NULL) || is_there(d, g->name)) {
        return;
    }
    struct value *request = request_for(g);
    if (request == NULL) {
        return;
    }
    dynamo_answer(d, "CreateTable", request, now_ms, &a);
    if (service_answer_is_good(&a)) {
        buf_print(made, "table %s\n", catalog_bare_name(g->name));
    }
    service_answer_release(&a);
    value_release(request);
}

/* A request that names one table, with a Key or an Item. */
static void make_one(struct dynamo *d, const struct value *request, int64_t now_ms,
                     struct buf *made)
{
    const struct guess g = { value_member_text(request, "TableName"),
                             inquiry_member_of(request, "Key"),
                             inquiry_member_of(request, "Item") };
    make(d, &g, now_ms, made);
}

/* BatchGetItem and BatchWriteItem: the first key or item of each table. */
static void make_many(struct dynamo *d, const struct value *tables, int64_t now_ms,
                      struct buf *made)
{
    if (value_type(tables) != VALUE_OBJECT) {
        return;
    }
    for (struct value_walk w = value_walk(tables); value_step(&w);) {
        const struct value *keys = inquiry_member_of(w.value, "Keys");
        const struct value *list = keys != NULL ? keys : w.value;
        if (value_type(list) != VALUE_ARRAY || value_count(list) == 0) {
            continue;
        }
        const struct value *first = value_item(list, 0);
        const struct guess g = {
            w.key,
            keys != NULL ? first
                         : inquiry_member_of(inquiry_member_of(first, "DeleteRequest"), "Key"),
            inquiry_member_of(inquiry_member_of(first, "PutRequest"), "Item"),
        };
        make(d, &g, now_ms, made);
    }
}

void dynamo_make_for(struct dynamo *d, const struct value *request, int64_t now_ms,
                     struct buf *made)
{
    const struct value *parts = inquiry_member_of(request, "TransactItems");
    if (value_type(request) != VALUE_OBJECT ||
        inquiry_member_of(request, "KeySchema") != NULL) {
        return;
    }
    make_one(d, request, now_ms, made);
    make_many(d, inquiry_member_of(request, "RequestItems"), now_ms, made);
    for (size_t i = 0; value_type(parts) == VALUE_ARRAY && i < value_count(parts); i++) {
        const struct value *part = value_item(parts, i);
        if (value_type(part) != VALUE_OBJECT) {
            continue;
        }
        for (struct value_walk w = value_walk(part); value_step(&w);) {
            make_one(d, w.value, now_ms, made);
        }
    }
}
