#include "compiler/testing/rigmap.h"

#include <stdbool.h>

#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/testing/given.h"
#include "compiler/testing/readdata.h"
#include "runtime/base/buf.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/items.h"
#include "runtime/map/field.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"

/* The items of a Map, as far as they are known. */
struct found {
    struct items items; /* `all` is NULL if they are not known */
    bool is_read;       /* by an ItemReader */
};

/* What an ItemReader finds: new. NULL if that is not known, or, with an error on the frame, if
 * it cannot be read. */
static struct value *read_items(struct asl_frame *f, const struct asl_map *m,
                                const struct given *given)
{
    struct value *reader = mapfield_reader(f, m), *items = NULL;
    struct buf why = { 0 };
    if (f->error == NULL && given->read != NULL) {
        items = readdata(reader, given->read, &why);
    }
    if (why.size > 0) {
        frame_fail(f, "States.ItemReaderFailed", buf_string(&why));
    }
    buf_release(&why);
    value_release(reader);
    return items;
}

static struct found find(struct asl_frame *f, const struct asl_map *m,
                         const struct given *given)
{
    struct found found = { .is_read = m->reader != NULL };
    if (found.is_read) {
        found.items.all = read_items(f, m, given);
    } else {
        found.items = items_of(f, m, m->mode != ASL_INLINE);
    }
    return found;
}

/* Whether a reader is led into its object by a pointer. */
static bool has_pointer(const struct plan_state *s)
{
    const struct doc_node *reader = s->written->field[FIELD_ITEM_READER];
    return reader != NULL &&
           doc_member(doc_member(reader, "ReaderConfig"), "ItemsPointer") != NULL;
}

/* What ItemSelector makes of the items: new. NULL with an error on the frame. */
static struct value *select_all(struct asl_frame *f, const struct asl_map *m,
                                const struct items *items)
{
    struct value *all = value_array(value_count(items->all));
    for (size_t i = 0; i < value_count(items->all) && f->error == NULL; i++) {
        struct frame_item item = frame_item(i, value_item(items->all, i), items->keyed);
        struct value *selected = items_select(f, m, &item);
        value_append_take(&all, selected);
    }
    return all;
}

/* The items in batches: new. */
static struct value *batch_all(const struct mapfield_batch *b, const struct value *items)
{
    struct value *batches = value_array(0);
    size_t most = b->items == 0 ? value_count(items) : (size_t)b->items;
    for (size_t i = 0; i < value_count(items);) {
        struct value *batch = value_object(), *some = value_array(0);
        for (size_t n = 0; n < most && i < value_count(items); n++, i++) {
            value_append_take(&some, value_share(value_item(items, i)));
        }
        if (b->has_input) {
            value_set_take(&batch, "BatchInput", value_share(b->input));
        }
        value_set_take(&batch, "Items", some);
        value_append_take(&batches, batch);
    }
    return batches;
}

/* Look at what becomes of the items on their way to the children. */
static void look_at_items(struct asl_frame *f, const struct asl_map *m,
                          const struct items *items, struct value **seen)
{
    struct value *all = value_share(items->all);
    if (m->item != NULL) {
        value_release(all);
        all = select_all(f, m, items);
        if (f->error == NULL) {
            member_put_json(seen, "afterItemSelector", all);
        }
    }
    struct mapfield_batch batch = mapfield_batch(f, m);
    if (f->error == NULL && batch.batched) {
        struct value *batches = batch_all(&batch, all);
        member_put_json(seen, "afterItemBatcher", batches);
        value_release(batches);
    }
    value_release(batch.input);
    value_release(all);
}

/* More have failed than the Map tolerates, if it says how many that are (MP-11). */
static bool is_exceeded(const struct mapfield_tolerance *t, int64_t failures, size_t total)
{
    bool many = t->has_count && failures > t->count;
    return many || (t->has_percent && (double)failures * 100 > t->percent * (double)total);
}

static void look_at_numbers(struct asl_frame *f, const struct asl_map *m,
                            const struct given *given, size_t total, struct value **seen)
{
    size_t at_once = items_at_once(f, m);
    struct mapfield_tolerance t = mapfield_tolerance(f, m);
    if (f->error != NULL) {
        return;
    }
    value_set_take(seen, "maxConcurrency", value_int((int64_t)at_once));
    if (t.has_count) {
        value_set_take(seen, "toleratedFailureCount", value_int(t.count));
    }
    if (t.has_percent) {
        value_set_take(seen, "toleratedFailurePercentage", value_double(t.percent));
    }
    if (given->has_failures && !given->is_error && is_exceeded(&t, given->failures, total)) {
        frame_fail(f, "States.ExceedToleratedFailureThreshold",
                   "The specified tolerated failure threshold was exceeded");
    }
}

const char *rigmap_look(struct asl_frame *f, const struct plan_state *s,
                        const struct given *given, struct value **seen)
{
    const struct asl_map *m = &s->map;
    if (f->error != NULL) {
        return NULL;
    }
    struct found found = find(f, m, given);
    size_t total = value_count(found.items.all);
    if (f->error == NULL && found.items.all != NULL) {
        if (s->written->dialect == DIALECT_JSONPATH && (!found.is_read || has_pointer(s))) {
            member_put_json(seen, found.is_read ? "afterItemsPointer" : "afterItemsPath",
                            found.items.all);
        }
        look_at_items(f, m, &found.items, seen);
    }
    look_at_numbers(f, m, given, total, seen);
    bool is_more =
        found.items.all != NULL && given->has_failures && given->failures > (int64_t)total;
    value_release(found.items.all);
    return is_more ? "Map iteration failure count must be less than or equal to the number of "
                     "Map iterations"
                   : NULL;
}
