#include "runtime/dynamo/item.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/dynamo/entries.h"
#include "runtime/item/condition.h"
#include "runtime/item/legacy.h"
#include "runtime/item/docpath.h"
#include "runtime/value/value.h"

#define INVALID "One or more parameter values were invalid: "

/* ---- Reading a request ---- */

static bool check_size(struct inquiry *c, const struct value *item, const char *what)
{
    if (attribute_item_size(item) > ITEM_BYTES) {
        return inquiry_invalid(c, "Item size %shas exceeded the maximum allowed size", what);
    }
    return true;
}

static bool check_levels(struct inquiry *c, const struct value *item)
{
    for (struct value_walk w = value_walk(item); value_step(&w);) {
        if (attribute_levels(w.value) >= ATTRIBUTE_LEVELS) {
            return inquiry_invalid(
                c, "Nesting Levels have exceeded supported limits: Attributes in "
                   "the item have nested levels beyond supported limit");
        }
    }
    return true;
}

static bool check_return_values(struct inquiry *c, enum item_change change)
{
    const char *wanted = inquiry_text(c, "ReturnValues");
    if (change == ITEM_UPDATE || wanted == NULL || text_is(wanted, "NONE") ||
        text_is(wanted, "ALL_OLD")) {
        return true;
    }
    return inquiry_invalid(c, "ReturnValues can only be ALL_OLD or NONE");
}

bool item_read(struct inquiry *c, enum item_change change, struct item_write *ret)
{
    const struct value *given = inquiry_member(c, change == ITEM_PUT ? "Item" : "Key");
    *ret = (struct item_write){ .change = change };
    return terms_begin(c) && terms_take_map(c, given, "", &ret->given) &&
           check_return_values(c, change) &&
           (change != ITEM_PUT ||
            (check_size(c, ret->given, "") && check_levels(c, ret->given))) &&
           terms_legacy(c, &ret->terms) && terms_expressions(c, &ret->terms);
}

static bool check_changes_key(struct inquiry *c, const struct item_write *w)
{
    const struct expression *e = &w->terms.update;
    const char *wrong = NULL;
    for (size_t i = 0; i < e->action_count && wrong == NULL; i++) {
        const char *name = e->actions[i].path.parts[0].name;
        wrong = catalog_is_key(&w->table.key, name) ? name : NULL;
    }
    if (w->terms.updates != NULL) {
        for (struct value_walk walk = value_walk(w->terms.updates);
             wrong == NULL && value_step(&walk);) {
            wrong = catalog_is_key(&w->table.key, walk.key) ? walk.key : NULL;
        }
    }
    return wrong == NULL ||
           inquiry_invalid(
               c, INVALID "Cannot update attribute %s. This attribute is part of the key",
               wrong);
}

/* AttributeUpdates must not give a key of an index another type. */
static bool check_updates(struct inquiry *c, const struct item_write *w)
{
    if (w->terms.updates == NULL) {
        return true;
    }
    for (struct value_walk walk = value_walk(w->terms.updates); value_step(&walk);) {
        const struct value *v = inquiry_member_of(walk.value, "Value");
        if (v != NULL && !catalog_check_attribute(c, &w->table, walk.key, v)) {
            return false;
        }
    }
    return true;
}

bool item_check(struct inquiry *c, const struct item_write *w)
{
    return w->change == ITEM_PUT ? catalog_check_item(c, &w->table, w->given)
                                 : catalog_check_key(c, &w->table, w->given) &&
                                       check_changes_key(c, w) && check_updates(c, w);
}

/* ---- Doing it ---- */

static bool fail_condition(struct inquiry *c, const struct value *old)
{
    inquiry_fail(c, INQUIRY_CONDITION_FAILED, "The conditional request failed");
    if (old != NULL && inquiry_is(c, "ReturnValuesOnConditionCheckFailure", "ALL_OLD")) {
        c->answer->body = value_object();
        value_set_take(&c->answer->body, "Item", value_share((struct value *)old));
    }
    return false;
}

/* Returns true if an update does nothing but take away: where no item is, it makes none. */
static bool only_takes_away(const struct terms *p)
{
    const struct expression *e = &p->update;
    bool takes = false, gives = false;
    for (size_t i = 0; i < e->action_count; i++) {
        bool is_giving =
            e->actions[i].section == UPDATE_SET || e->actions[i].section == UPDATE_ADD;
        gives = gives || is_giving;
        takes = takes || !is_giving;
    }
    if (p->updates != NULL) {
        for (struct value_walk w = value_walk(p->updates); value_step(&w);) {
            bool is_giving = !text_is(value_member_text(w.value, "Action"), "DELETE");
            gives = gives || is_giving;
            takes = takes || !is_giving;
        }
    }
    return takes && !gives;
}

static bool update(struct inquiry *c, struct item_write *w)
{
    struct buf why = { 0 };
    w->item = value_share(w->old != NULL ? w->old : w->given);
    bool is_good = w->terms.updates != NULL
                       ? legacy_update(w->terms.updates, &w->item, &why)
                       : condition_update(&w->terms.update, &w->item, &why);
    if (!is_good) {
        inquiry_invalid(c, "%s", buf_string(&why));
    } else if (w->old == NULL && only_takes_away(&w->terms)) {
        value_release(w->item);
        w->item = NULL;
        return true;
    }
    buf_release(&why);
    return is_good && check_size(c, w->item, "to update ") && check_levels(c, w->item) &&
           catalog_check_updated(c, &w->table, w->item);
}

bool item_prepare(struct inquiry *c, struct item_write *w)
{
    struct catalog_key key;
    catalog_key_of(&w->table.key, w->given, &key);
    w->old = entries_get(c, &w->table, &key);
    catalog_key_release(&key);
    if (!terms_hold(&w->terms, w->old)) {
        return fail_condition(c, w->old);
    }
    switch (w->change) {
    case ITEM_PUT: w->item = value_share(w->given); return true;
    case ITEM_UPDATE: return update(c, w);
    case ITEM_CHECK: w->item = value_share(w->old); return true;
    case ITEM_DELETE:
    default: return true;
    }
}

void item_commit(struct inquiry *c, const struct item_write *w)
{
    if (w->change != ITEM_CHECK) {
        entries_replace(c, &w->table, w->old, w->item);
    }
}

void item_release(struct item_write *w)
{
    catalog_release(&w->table);
    terms_release(&w->terms);
    value_release(w->given);
    value_release(w->old);
    value_release(w->item);
}

/* ---- Answers ---- */

struct value *item_metrics(const struct catalog_table *t, const struct value *key)
{
    struct value *hash = NULL;
    if (!t->has_local || !value_member(key, t->key.hash, &hash)) {
        return NULL;
    }
    struct value *out = value_object(), *collection = value_object(), *range = value_array(2);
    value_set_take(&collection, t->key.hash, value_share(hash));
    value_append_take(&range, value_int(0));
    value_append_take(&range, value_int(1));
    value_set_take(&out, "ItemCollectionKey", collection);
    value_set_take(&out, "SizeEstimateRangeGB", range);
    return out;
}

/* What an update has touched, as it is in `item`: new. */
static struct value *touched(const struct item_write *w, const struct value *item)
{
    const struct expression *e = &w->terms.update;
    if (w->terms.updates != NULL) {
        struct value *out = value_object();
        for (struct value_walk walk = value_walk(w->terms.updates); value_step(&walk);) {
            struct value *v = NULL;
            if (value_member(item, walk.key, &v)) {
                value_set_take(&out, walk.key, value_share(v));
            }
        }
        return out;
    }
    if (item == NULL || e->action_count == 0) {
        return value_object();
    }
    struct docpath *paths = memory_array(e->action_count, sizeof *paths);
    for (size_t i = 0; i < e->action_count; i++) {
        paths[i] = e->actions[i].path; /* borrowed */
    }
    struct value *out = docpath_project(item, paths, e->action_count);
    memory_release(paths);
    return out;
}

/* What ReturnValues asks for: new, or NULL where the answer has no Attributes. */
static struct value *returned(struct inquiry *c, const struct item_write *w)
{
    const char *wanted = inquiry_text(c, "ReturnValues");
    struct value *out = NULL;
    if (text_is(wanted, "ALL_OLD")) {
        return value_share(w->old);
    }
    if (text_is(wanted, "ALL_NEW")) {
        return value_share(w->item);
    }
    if (text_is(wanted, "UPDATED_OLD") && w->old != NULL) {
        out = touched(w, w->old);
    } else if (text_is(wanted, "UPDATED_NEW")) {
        out = touched(w, w->item);
    }
    return out;
}

static void put_if(struct value **to, const char *name, struct value *v)
{
    if (v != NULL) {
        value_set_take(to, name, v);
    }
}

static struct value *answer_write(struct inquiry *c, const struct item_write *w)
{
    struct value *body = value_object();
    struct capacity k = { 0 };
    put_if(&body, "Attributes", returned(c, w));
    capacity_write(&k, &w->table, w->old, w->item, false);
    put_if(&body, "ConsumedCapacity",
           capacity_shown(&k, &w->table, inquiry_text(c, "ReturnConsumedCapacity")));
    if (inquiry_is(c, "ReturnItemCollectionMetrics", "SIZE")) {
        put_if(&body, "ItemCollectionMetrics", item_metrics(&w->table, w->given));
    }
    capacity_release(&k);
    return body;
}

static struct value *write_one(struct inquiry *c, enum item_change change)
{
    struct item_write w;
    struct value *body = NULL;
    if (item_read(c, change, &w) && catalog_open(c, inquiry_text(c, "TableName"), &w.table) &&
        item_check(c, &w) && item_prepare(c, &w)) {
        item_commit(c, &w);
        body = answer_write(c, &w);
    }
    item_release(&w);
    return body;
}

struct value *item_put(struct inquiry *c)
{
    return write_one(c, ITEM_PUT);
}

struct value *item_update(struct inquiry *c)
{
    return write_one(c, ITEM_UPDATE);
}

struct value *item_delete(struct inquiry *c)
{
    return write_one(c, ITEM_DELETE);
}

static struct value *answer_get(struct inquiry *c, const struct catalog_table *t,
                                struct value *item, const struct terms *p)
{
    struct value *body = value_object();
    struct capacity k = { 0 };
    capacity_read(&k, t, NULL, item != NULL ? attribute_item_size(item) : 0,
                  inquiry_is_true(c, "ConsistentRead"), false);
    if (item != NULL) {
        value_set_take(&body, "Item", terms_project(p, item));
    }
    put_if(&body, "ConsumedCapacity",
           capacity_shown(&k, t, inquiry_text(c, "ReturnConsumedCapacity")));
    capacity_release(&k);
    return body;
}

struct value *item_get(struct inquiry *c)
{
    struct terms p = { 0 };
    struct catalog_table t = { 0 };
    struct value *key = NULL, *body = NULL;
    if (terms_begin(c) && terms_take_map(c, inquiry_member(c, "Key"), "", &key) &&
        terms_legacy(c, &p) && terms_expressions(c, &p) &&
        catalog_open(c, inquiry_text(c, "TableName"), &t) && catalog_check_key(c, &t, key)) {
        struct catalog_key bytes;
        catalog_key_of(&t.key, key, &bytes);
        struct value *item = entries_get(c, &t, &bytes);
        catalog_key_release(&bytes);
        body = answer_get(c, &t, item, &p);
        value_release(item);
    }
    catalog_release(&t);
    terms_release(&p);
    value_release(key);
    return body;
}
