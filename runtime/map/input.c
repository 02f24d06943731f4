#include "runtime/map/input.h"

#include <asl/tree.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/items.h"
#include "runtime/map/depot.h"
#include "runtime/map/run.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* An item on its way to a child. */
struct item {
    struct value *value;
    size_t bytes;
};

/* The open dataset, or NULL if it cannot be opened. */
static struct dataset *dataset_of(struct asl_frame *f, struct map_run *r, struct buf *why)
{
    if (r->dataset == NULL) {
        const char *root = f->run->deployment->local;
        const struct value *reader = r->reader;
        if (r->reads_remote) {
            frame_row(f)->map->s3->depot->fetched(f, &root, &reader);
        }
        r->dataset = dataset_open(root, reader, r->at, why);
        r->close_dataset = dataset_close;
    }
    return r->dataset;
}

/* An item of a dataset must fit into an input as it is, even if ItemSelector would make less of
 * it. */
static enum mapinput read_from(struct asl_frame *f, struct dataset *d,
                               struct dataset_item *ret_item, struct buf *why)
{
    size_t limit = f->run->deployment->limits.payload_bytes;
    enum dataset_outcome outcome = dataset_next(d, ret_item, why);
    if (outcome != DATASET_ITEM) {
        return outcome == DATASET_FAILED ? MAPINPUT_FAILED : MAPINPUT_END;
    }
    if (limit != 0 && write_exceeds(ret_item->value, limit)) {
        value_release(ret_item->value);
        buf_print(why, "An item of the dataset has more than %zu bytes.", limit);
        return MAPINPUT_FAILED;
    }
    return MAPINPUT_TAKEN;
}

static enum mapinput read_item(struct asl_frame *f, struct map_run *r,
                               struct dataset_item *ret_item, struct mapinput_failure *failure)
{
    if (r->reader == NULL) {
        if (r->items == f->fan->total) {
            return MAPINPUT_END;
        }
        *ret_item =
            (struct dataset_item){ .value = value_share(value_item(f->fan->items, r->items)),
                                   .keyed = f->fan->keyed };
        return MAPINPUT_TAKEN;
    }
    failure->error = "States.ItemReaderFailed";
    struct dataset *d = dataset_of(f, r, &failure->cause);
    enum mapinput taken =
        d == NULL ? MAPINPUT_FAILED : read_from(f, d, ret_item, &failure->cause);
    if (taken != MAPINPUT_FAILED) {
        r->at = dataset_place(d);
    }
    return taken;
}

/* The item that comes next, as ItemSelector sees it: new. */
static struct value *select_item(struct asl_frame *f, const struct map_run *r,
                                 const struct dataset_item *read)
{
    struct frame_item item = frame_item(r->items, read->value, read->keyed);
    if (r->dataset != NULL) {
        item.source = dataset_source(r->dataset);
    }
    return items_select(f, frame_row(f)->map, &item);
}

static enum mapinput take_held(struct map_run *r, struct item *ret_item)
{
    *ret_item = (struct item){ .value = r->held, .bytes = r->held_bytes };
    r->has_held = false;
    r->held = NULL;
    return MAPINPUT_TAKEN;
}

/* The next item, as ItemSelector wants it. */
static enum mapinput take_item(struct asl_frame *f, struct map_run *r, struct item *ret_item,
                               struct mapinput_failure *failure)
{
    if (r->has_held) {
        return take_held(r, ret_item);
    }
    struct dataset_item read;
    enum mapinput taken = read_item(f, r, &read, failure);
    if (taken != MAPINPUT_TAKEN) {
        return taken;
    }
    *ret_item = (struct item){ .value = read.value, .bytes = read.bytes };
    if (frame_row(f)->map->item != NULL) {
        ret_item->value = select_item(f, r, &read);
        value_release(read.value);
    }
    r->items++;
    if (f->error != NULL) {
        value_release(ret_item->value);
        return MAPINPUT_FAILED;
    }
    return MAPINPUT_TAKEN;
}

/* ---- Inputs ---- */

/* BatchInput and Items (DM-13). */
static struct value *batch_of(const struct map_run *r, struct value *items)
{
    struct value *o = value_object();
    if (r->batch.has_input) {
        value_set_take(&o, "BatchInput", value_share(r->batch.input));
    }
    value_set_take(&o, "Items", items);
    return o;
}

/* How large a batch is before its first item. */
static size_t empty_batch_size(const struct map_run *r)
{
    struct value *o = batch_of(r, value_array(0));
    size_t size = write_size(o);
    value_release(o);
    return size;
}

static enum mapinput too_large(struct mapinput_failure *failure)
{
    failure->error = "States.DataLimitExceeded";
    buf_text(&failure->cause,
             "An item of a batch exceeds the maximum number of bytes service limit.");
    return MAPINPUT_FAILED;
}

/* As many items as fit. An item that does not is held for the next batch. */
static enum mapinput take_batch(struct asl_frame *f, struct map_run *r,
                                struct map_input *ret_input, struct mapinput_failure *failure)
{
    struct value *items = value_array(0);
    size_t size = r->batch.bytes == 0 ? 0 : empty_batch_size(r);
    enum mapinput taken = MAPINPUT_TAKEN;
    *ret_input = (struct map_input){ .items = 0 };
    while (r->batch.items == 0 || ret_input->items < r->batch.items) {
        struct item item;
        taken = take_item(f, r, &item, failure);
        if (taken != MAPINPUT_TAKEN) {
            break;
        }
        size += r->batch.bytes == 0 ? 0 : write_size(item.value) + (ret_input->items > 0);
        if (r->batch.bytes != 0 && size > r->batch.bytes) {
            r->held = item.value;
            r->held_bytes = item.bytes;
            r->has_held = true;
            break;
        }
        value_append_take(&items, item.value);
        ret_input->bytes += item.bytes;
        ret_input->items++;
    }
    if (taken == MAPINPUT_FAILED || ret_input->items == 0) {
        value_release(items);
        return taken == MAPINPUT_TAKEN ? too_large(failure) : taken;
    }
    ret_input->value = batch_of(r, items);
    return MAPINPUT_TAKEN;
}

static enum mapinput take_single(struct asl_frame *f, struct map_run *r,
                                 struct map_input *ret_input, struct mapinput_failure *failure)
{
    struct item item;
    enum mapinput taken = take_item(f, r, &item, failure);
    if (taken == MAPINPUT_TAKEN) {
        *ret_input = (struct map_input){ .value = item.value, .items = 1, .bytes = item.bytes };
    }
    return taken;
}

enum mapinput mapinput_take(struct asl_frame *f, struct map_input *ret_input,
                            struct mapinput_failure *failure)
{
    struct map_run *r = f->fan->map_run;
    enum mapinput taken = r->batch.batched ? take_batch(f, r, ret_input, failure)
                                           : take_single(f, r, ret_input, failure);
    r->exhausted = r->exhausted || taken == MAPINPUT_END;
    return taken;
}

void mapinput_mark(const struct map_run *r, struct mapinput_place *ret_place)
{
    *ret_place = (struct mapinput_place){ .at = r->at,
                                          .items = r->items,
                                          .exhausted = r->exhausted,
                                          .has_held = r->has_held,
                                          .held = value_share(r->held),
                                          .held_bytes = r->held_bytes };
}

void mapinput_go_back(struct map_run *r, struct mapinput_place *place)
{
    r->counted = r->exhausted ? r->items : r->counted;
    r->at = place->at;
    r->items = place->items;
    r->exhausted = place->exhausted;
    value_release(r->held);
    r->has_held = place->has_held;
    r->held = place->held;
    r->held_bytes = place->held_bytes;
    if (r->dataset != NULL) {
        r->close_dataset(r->dataset);
        r->dataset = NULL;
    }
}

uint64_t mapinput_total(struct asl_frame *f)
{
    struct map_run *r = f->fan->map_run;
    if (r->reader == NULL) {
        return f->fan->total;
    }
    if (r->exhausted) {
        return r->items;
    }
    if (r->counted == 0) {
        struct buf why = { 0 };
        struct dataset *d = dataset_of(f, r, &why);
        r->counted = r->items + (d == NULL ? 0 : dataset_count(d));
        buf_release(&why);
    }
    return r->counted;
}
