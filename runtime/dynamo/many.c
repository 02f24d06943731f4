#include "runtime/dynamo/many.h"

#include <string.h>

#include "runtime/base/text.h"
#include "runtime/dynamo/capacity.h"
#include "runtime/dynamo/item.h"
#include "runtime/dynamo/terms.h"
#include "runtime/dynamo/entries.h"
#include "runtime/value/value.h"

/* The most keys of a BatchGetItem, writes of a BatchWriteItem, and bytes of an answer (AWS's
 * documentation). */
enum { KEYS_MOST = 100, WRITES_MOST = 25, ANSWER_BYTES = 16 * 1024 * 1024 };

/* An object in which the bytes of keys that were seen are members. */
static bool is_seen(struct value **seen, const struct catalog_schema *schema,
                    const struct value *item)
{
    struct catalog_key key;
    struct buf text = { 0 };
    catalog_key_of(schema, item, &key);
    /* Two hexadecimal digits a byte, and a mark between both: a name may not hold a NUL. */
    for (size_t i = 0; i < key.hash.size; i++) {
        buf_print(&text, "%02x", (unsigned)(unsigned char)key.hash.text[i]);
    }
    buf_char(&text, '/');
    for (size_t i = 0; i < key.range.size; i++) {
        buf_print(&text, "%02x", (unsigned)(unsigned char)key.range.text[i]);
    }
    bool was_seen = value_member(*seen, buf_string(&text), NULL);
    value_set_take(seen, buf_string(&text), value_bool(true));
    buf_release(&text);
    catalog_key_release(&key);
    return was_seen;
}

static void put_capacity(struct inquiry *c, struct value **list, const struct capacity *k,
                         const struct catalog_table *t)
{
    struct value *shown = capacity_shown(k, t, inquiry_text(c, "ReturnConsumedCapacity"));
    if (shown != NULL) {
        value_append_take(list, shown);
    }
}

/* ---- Get ---- */

/* One table of a BatchGetItem. */
struct get_part {
    struct terms terms;
    struct catalog_table table;
    struct value *keys; /* owned: normal */
};

static bool same_attributes(const struct value *a, const struct value *b)
{
    bool same = value_count(a) == value_count(b);
    for (struct value_walk w = value_walk(a); same && value_step(&w);) {
        const struct value *other = inquiry_member_of(b, w.key);
        same = other != NULL && attribute_equal(w.value, other);
    }
    return same;
}

/* The same key twice is an error, even of a table that is not there. */
static bool check_distinct(struct inquiry *c, const struct value *keys)
{
    bool is_good = true;
    for (size_t i = 0; is_good && i < value_count(keys); i++) {
        for (size_t j = 0; is_good && j < i; j++) {
            is_good = !same_attributes(value_item(keys, i), value_item(keys, j));
        }
    }
    return is_good || inquiry_invalid(c, "Provided list of item keys contains duplicates");
}

static bool read_get(struct inquiry *c, struct get_part *p)
{
    const struct value *keys = inquiry_member(c, "Keys");
    if (!terms_begin(c)) {
        return false;
    }
    p->keys = value_array(value_count(keys));
    for (size_t i = 0; i < value_count(keys); i++) {
        struct value *key = NULL;
        if (!terms_take_map(c, value_item(keys, i), "", &key)) {
            return false;
        }
        value_append_take(&p->keys, key);
    }
    return terms_legacy(c, &p->terms) && terms_expressions(c, &p->terms) &&
           check_distinct(c, p->keys);
}

static bool open_get(struct inquiry *c, const char *name, struct get_part *p)
{
    bool is_good = catalog_open(c, name, &p->table);
    for (size_t i = 0; is_good && i < value_count(p->keys); i++) {
        is_good = catalog_check_key(c, &p->table, value_item(p->keys, i));
    }
    return is_good;
}

static void release_get(struct get_part *p)
{
    terms_release(&p->terms);
    catalog_release(&p->table);
    value_release(p->keys);
}

struct get_answer {
    struct value *responses, *unprocessed, *capacity; /* owned */
    size_t bytes;
};

/* Keys for which there is no room in the answer any more. */
static void put_unprocessed(struct inquiry *c, const char *name, struct value *keys,
                            struct get_answer *a)
{
    struct value *rest = value_object();
    for (struct value_walk w = value_walk(c->request); value_step(&w);) {
        if (!text_is(w.key, "Keys")) {
            value_set_take(&rest, w.key, value_share(w.value));
        }
    }
    value_set_take(&rest, "Keys", keys);
    value_set_take(&a->unprocessed, name, rest);
}

static void do_get(struct inquiry *c, struct inquiry *whole, const char *name,
                   struct get_part *p, struct get_answer *a)
{
    struct value *items = value_array(0), *rest = value_array(0);
    struct capacity k = { 0 };
    for (size_t i = 0; i < value_count(p->keys); i++) {
        struct catalog_key key;
        if (a->bytes > ANSWER_BYTES) {
            value_append_take(&rest, value_share(value_item(inquiry_member(c, "Keys"), i)));
            continue;
        }
        catalog_key_of(&p->table.key, value_item(p->keys, i), &key);
        struct value *item = entries_get(c, &p->table, &key);
        catalog_key_release(&key);
        size_t size = item != NULL ? attribute_item_size(item) : 0;
        capacity_read(&k, &p->table, NULL, size, inquiry_is_true(c, "ConsistentRead"), false);
        a->bytes += size;
        if (item != NULL) {
            value_append_take(&items, terms_project(&p->terms, item));
        }
        value_release(item);
    }
    value_set_take(&a->responses, name, items);
    put_capacity(whole, &a->capacity, &k, &p->table);
    capacity_release(&k);
    if (value_count(rest) > 0) {
        put_unprocessed(c, name, rest, a);
    } else {
        value_release(rest);
    }
}

static bool check_key_count(struct inquiry *c, const struct value *tables)
{
    size_t count = 0;
    for (struct value_walk w = value_walk(tables); value_step(&w);) {
        count += value_count(inquiry_member_of(w.value, "Keys"));
    }
    return count <= KEYS_MOST ||
           inquiry_invalid(c, "Too many items requested for the BatchGetItem call");
}

static bool get_parts(struct inquiry *c, const struct value *tables, struct get_answer *a)
{
    bool is_good = true;
    /* What is wrong in itself is said before what tables say. */
    for (struct value_walk w = value_walk(tables); is_good && value_step(&w);) {
        struct inquiry part = { c->dynamo, c->operation, w.value, c->answer, c->now_ms, false };
        struct get_part p = { 0 };
        is_good = read_get(&part, &p);
        release_get(&p);
    }
    for (struct value_walk w = value_walk(tables); is_good && value_step(&w);) {
        struct inquiry part = { c->dynamo, c->operation, w.value, c->answer, c->now_ms, false };
        struct get_part p = { 0 };
        is_good = read_get(&part, &p) && open_get(&part, w.key, &p);
        if (is_good) {
            do_get(&part, c, w.key, &p, a);
        }
        release_get(&p);
    }
    return is_good;
}

struct value *many_get(struct inquiry *c)
{
    const struct value *tables = inquiry_member(c, "RequestItems");
    struct get_answer a = { value_object(), value_object(), value_array(0), 0 };
    struct value *body = NULL;
    if (check_key_count(c, tables) && get_parts(c, tables, &a)) {
        body = value_object();
        value_set_take(&body, "Responses", value_share(a.responses));
        value_set_take(&body, "UnprocessedKeys", value_share(a.unprocessed));
        if (value_count(a.capacity) > 0) {
            value_set_take(&body, "ConsumedCapacity", value_share(a.capacity));
        }
    }
    value_release(a.responses);
    value_release(a.unprocessed);
    value_release(a.capacity);
    return body;
}

/* ---- Write ---- */

/* What one write of a batch says: the item or key, borrowed. */
static const struct value *write_of(const struct value *request, bool *ret_is_put)
{
    const struct value *put = inquiry_member_of(request, "PutRequest");
    *ret_is_put = put != NULL;
    return put != NULL ? inquiry_member_of(put, "Item")
                       : inquiry_member_of(inquiry_member_of(request, "DeleteRequest"), "Key");
}

static bool check_write(struct inquiry *c, const struct value *request)
{
    struct value *given = NULL;
    bool is_put = false;
    bool has_delete = inquiry_member_of(request, "DeleteRequest") != NULL;
    const struct value *what = write_of(request, &is_put);
    if (is_put == has_delete) {
        return inquiry_invalid(c,
                               "Supplied AttributeValue has more than one datatypes set, must "
                               "contain exactly one of the supported datatypes");
    }
    bool is_good = terms_take_map(c, what, "", &given);
    if (is_good && is_put && attribute_item_size(given) > ITEM_BYTES) {
        is_good = inquiry_invalid(c, "Item size has exceeded the maximum allowed size");
    }
    value_release(given);
    return is_good;
}

static bool check_writes(struct inquiry *c, const struct value *tables)
{
    size_t count = 0;
    for (struct value_walk w = value_walk(tables); value_step(&w);) {
        count += value_count(w.value);
    }
    if (count > WRITES_MOST) {
        return inquiry_invalid(c, "Too many items requested for the BatchWriteItem call");
    }
    for (struct value_walk w = value_walk(tables); value_step(&w);) {
        for (size_t i = 0; i < value_count(w.value); i++) {
            if (!check_write(c, value_item(w.value, i))) {
                return false;
            }
        }
    }
    return true;
}

struct write_answer {
    struct value *capacity, *metrics; /* owned */
};

static void put_metrics(struct inquiry *c, const char *name, const struct catalog_table *t,
                        const struct value *item, struct write_answer *a)
{
    struct value *shown =
        inquiry_is(c, "ReturnItemCollectionMetrics", "SIZE") ? item_metrics(t, item) : NULL;
    if (shown == NULL) {
        return;
    }
    struct value *list = value_take_member(&a->metrics, name);
    list = list != NULL ? list : value_array(0);
    value_append_take(&list, shown);
    value_set_take(&a->metrics, name, list);
}

/* What is wrong with the key of an item has another message in a batch. */
static bool check_put(struct inquiry *c, const struct catalog_table *t,
                      const struct value *item)
{
    struct catalog_key key;
    bool has_key = catalog_key_of(&t->key, item, &key);
    catalog_key_release(&key);
    return has_key ? catalog_check_item(c, t, item)
                   : inquiry_invalid(c, "The provided key element does not match the schema");
}

static bool do_write(struct inquiry *c, const struct catalog_table *t,
                     const struct value *request, struct value **seen, struct capacity *k,
                     const char *name, struct write_answer *a)
{
    struct value *given = NULL;
    struct catalog_key key;
    bool is_put = false;
    const struct value *what = write_of(request, &is_put);
    bool is_good = terms_take_map(c, what, "", &given) &&
                   (is_put ? check_put(c, t, given) : catalog_check_key(c, t, given));
    if (is_good && is_seen(seen, &t->key, given)) {
        is_good = inquiry_invalid(c, "Provided list of item keys contains duplicates");
    }
    if (is_good) {
        catalog_key_of(&t->key, given, &key);
        struct value *old = entries_get(c, t, &key);
        catalog_key_release(&key);
        entries_replace(c, t, old, is_put ? given : NULL);
        capacity_write(k, t, old, is_put ? given : NULL, false);
        put_metrics(c, name, t, given, a);
        value_release(old);
    }
    value_release(given);
    return is_good;
}

static bool write_table(struct inquiry *c, const char *name, const struct value *requests,
                        struct write_answer *a)
{
    struct catalog_table t = { 0 };
    struct capacity k = { 0 };
    struct value *seen = value_object();
    bool is_good = catalog_open(c, name, &t);
    for (size_t i = 0; is_good && i < value_count(requests); i++) {
        is_good = do_write(c, &t, value_item(requests, i), &seen, &k, name, a);
    }
    if (is_good) {
        put_capacity(c, &a->capacity, &k, &t);
    }
    capacity_release(&k);
    catalog_release(&t);
    value_release(seen);
    return is_good;
}

struct value *many_write(struct inquiry *c)
{
    const struct value *tables = inquiry_member(c, "RequestItems");
    struct write_answer a = { value_array(0), value_object() };
    struct value *body = NULL;
    bool is_good = check_writes(c, tables);
    for (struct value_walk w = value_walk(tables); is_good && value_step(&w);) {
        is_good = write_table(c, w.key, w.value, &a);
    }
    if (is_good) {
        body = value_object();
        value_set_take(&body, "UnprocessedItems", value_object());
        if (value_count(a.capacity) > 0) {
            value_set_take(&body, "ConsumedCapacity", value_share(a.capacity));
        }
        if (value_count(a.metrics) > 0) {
            value_set_take(&body, "ItemCollectionMetrics", value_share(a.metrics));
        }
    }
    value_release(a.capacity);
    value_release(a.metrics);
    return body;
}
