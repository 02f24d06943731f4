#include "runtime/map/field.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/items.h"
#include "runtime/exec/move.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

struct mapfield_tolerance mapfield_tolerance(struct asl_frame *f, const struct asl_map *m)
{
    struct mapfield_tolerance t = { .has_count = false };
    const struct items_field tolerated_count = { .name = "ToleratedFailureCount",
                                                 .e = m->tolerated_count,
                                                 .most = ITEMS_MOST };
    const struct items_field tolerated_percent = { .name = "ToleratedFailurePercentage",
                                                   .e = m->tolerated_percent,
                                                   .most = 100 };
    struct number percent = { .real = 0 };
    t.has_count = items_whole(f, &tolerated_count, &t.count);
    if (t.has_count && t.count < 0) {
        frame_fail_runtime(f, "ToleratedFailureCount cannot be negative.");
    }
    t.has_percent = items_number(f, &tolerated_percent, false, &percent);
    t.percent = percent.real;
    if (t.has_percent && !(t.percent >= 0 && t.percent <= 100)) {
        frame_fail_runtime(f, "ToleratedFailurePercentage must be between 0 and 100.");
    }
    return t;
}

/* `field` is one of the Map's, and `place` where in it `e` stands; NULL for the whole. */
static struct value *evaluate(struct asl_frame *f, const struct asl_expr *e, const char *field,
                              const struct scope_place *place)
{
    struct value *v = NULL;
    if (f->error == NULL) {
        struct asl_scope s = move_scope(f, frame_effective(f));
        s.field = field;
        s.place = place;
        eval(&s, e, &v);
        move_scope_done(f, &s);
    }
    return v;
}

/* The members of a template that is an object; none of another. */
static const struct asl_field *fields_of(const struct asl_expr *e)
{
    static const struct asl_field none[] = { { NULL, NULL } };
    while (e != NULL && e->op == ASL_OP_SAME) {
        e = e->of[0];
    }
    return e != NULL && e->op == ASL_OP_OBJECT ? e->fields : none;
}

static const struct asl_expr *field_of(const struct asl_expr *e, const char *name)
{
    for (const struct asl_field *field = fields_of(e); field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0) {
            return field->value;
        }
    }
    return NULL;
}

/* ---- ItemReader, ItemBatcher, ResultWriter ---- */

/* Beyond AWS's most, MaxItems is cut (DM-12). */
static struct value *max_items(struct asl_frame *f, const struct asl_expr *e,
                               const struct scope_place *place)
{
    const struct items_field field = {
        .name = "MaxItems", .e = e, .within = "ItemReader", .place = place, .most = INT32_MAX
    };
    int64_t most = 0;
    items_whole(f, &field, &most);
    return value_int(most > ITEMS_MOST ? ITEMS_MOST : most);
}

static struct value *reader_config(struct asl_frame *f, const struct asl_expr *config,
                                   const struct scope_place *up)
{
    struct value *o = value_object();
    for (const struct asl_field *field = fields_of(config); field->name != NULL; field++) {
        bool most = strcmp(field->name, "MaxItems") == 0;
        struct scope_place place = { .up = up, .key = field->name };
        value_set_take(&o, field->name,
                       most ? max_items(f, field->value, &place)
                            : evaluate(f, field->value, "ItemReader", &place));
    }
    return o;
}

struct value *mapfield_reader(struct asl_frame *f, const struct asl_map *m)
{
    if (m->reader == NULL) {
        return NULL;
    }
    struct value *o = value_object();
    for (const struct asl_field *field = fields_of(m->reader); field->name != NULL; field++) {
        bool config = strcmp(field->name, "ReaderConfig") == 0;
        struct scope_place place = { .key = field->name };
        value_set_take(&o, field->name,
                       config ? reader_config(f, field->value, &place)
                              : evaluate(f, field->value, "ItemReader", &place));
    }
    return o;
}

static uint64_t batch_bound(struct asl_frame *f, const struct asl_map *m, const char *name)
{
    const struct scope_place place = { .key = name };
    const struct items_field field = { .name = name,
                                       .e = field_of(m->batcher, name),
                                       .within = "ItemBatcher",
                                       .place = &place,
                                       .least = 1,
                                       .most = INT32_MAX };
    int64_t most = 0;
    if (items_whole(f, &field, &most) && most <= 0) {
        frame_fail_runtime(f, "%s must be positive.", name);
    }
    return most > 0 ? (uint64_t)most : 0;
}

struct mapfield_batch mapfield_batch(struct asl_frame *f, const struct asl_map *m)
{
    struct mapfield_batch b = { .batched = m->batcher != NULL };
    if (!b.batched) {
        return b;
    }
    const struct asl_expr *input = field_of(m->batcher, "BatchInput");
    b.items = batch_bound(f, m, "MaxItemsPerBatch");
    b.bytes = batch_bound(f, m, "MaxInputBytesPerBatch");
    b.has_input = input != NULL;
    if (b.has_input) {
        b.input =
            evaluate(f, input, "ItemBatcher", &(struct scope_place){ .key = "BatchInput" });
    }
    /* A child's input is a payload like any other. */
    uint64_t most = f->run->deployment->limits.payload_bytes;
    if (most != 0 && (b.bytes == 0 || b.bytes > most)) {
        b.bytes = most;
    }
    return b;
}

struct value *mapfield_writer(struct asl_frame *f, const struct asl_map *m)
{
    return m->writer == NULL ? NULL : evaluate(f, m->writer, "ResultWriter", NULL);
}
