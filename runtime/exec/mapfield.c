#include "runtime/exec/mapfield.h"

#include <asl/tree.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/move.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

/* The most items of a dataset, on AWS: MaxItems beyond it is cut (DM-12). */
#define MAX_ITEMS 100000000

/* ---- Numbers ---- */

static bool is_usable(struct number n, bool whole)
{
    return whole ? n.kind == NUMBER_INT : n.kind != NUMBER_BAD;
}

/* A field that is a literal, or a path whose value must be a number (H-63). */
static bool number_field(struct asl_frame *f, const struct asl_expr *e, const char *name,
                         bool whole, struct number *ret_number)
{
    if (e == NULL || f->error.stands) {
        return false;
    }
    struct asl_scope s = move_scope(f, f->effective);
    struct json_object *v = NULL;
    struct number n = { .kind = NUMBER_BAD };
    if (eval_path_field(&s, e, &v)) {
        n = whole ? value_read_long(v) : value_read_number(v);
        if (!is_usable(n, whole)) {
            char *shown = scope_show_bare(v);
            scope_fail(&s, "States.Runtime",
                       "The %sPath field refers to value \"%s\" which is not a valid %s: %s",
                       name, shown, whole ? "integer" : "float",
                       e->text == NULL ? "" : e->text);
            memory_release(shown);
        }
        value_release(v);
    }
    move_scope_done(f, &s);
    *ret_number = n;
    return !f->error.stands;
}

static bool whole_field(struct asl_frame *f, const struct asl_expr *e, const char *name,
                        int64_t *ret_number)
{
    struct number n;
    bool read = number_field(f, e, name, true, &n);
    if (read) {
        *ret_number = n.integer;
    }
    return read;
}

size_t mapfield_at_once(struct asl_frame *f, const struct asl_map *m)
{
    int64_t most = 0;
    if (whole_field(f, m->max_concurrency, "MaxConcurrency", &most) && most < 0) {
        frame_fail_runtime(f, "MaxConcurrency cannot be negative.");
        most = 0;
    }
    return (size_t)most;
}

struct mapfield_tolerance mapfield_tolerance(struct asl_frame *f, const struct asl_map *m)
{
    struct mapfield_tolerance t = { .has_count = false };
    struct number percent = { .real = 0 };
    t.has_count = whole_field(f, m->tolerated_count, "ToleratedFailureCount", &t.count);
    if (t.has_count && t.count < 0) {
        frame_fail_runtime(f, "ToleratedFailureCount cannot be negative.");
    }
    t.has_percent =
        number_field(f, m->tolerated_percent, "ToleratedFailurePercentage", false, &percent);
    t.percent = percent.real;
    if (t.has_percent && !(t.percent >= 0 && t.percent <= 100)) {
        frame_fail_runtime(f, "ToleratedFailurePercentage must be between 0 and 100.");
    }
    return t;
}

/* ---- Values ---- */

static struct json_object *evaluate(struct asl_frame *f, const struct asl_expr *e)
{
    struct json_object *v = NULL;
    if (!f->error.stands) {
        struct asl_scope s = move_scope(f, f->effective);
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

struct json_object *mapfield_items(struct asl_frame *f, const struct asl_map *m,
                                   bool object_too)
{
    struct json_object *items = NULL;
    if (m->items == NULL) {
        items = value_share(f->effective);
    } else {
        struct asl_scope s = move_scope(f, f->effective);
        eval_path_field(&s, m->items, &items);
        move_scope_done(f, &s);
    }
    enum value_type type = value_type(items);
    if (!f->error.stands && type != VALUE_ARRAY && !(object_too && type == VALUE_OBJECT)) {
        frame_fail_runtime(f, "Reference path \"%s\" must point to array.",
                           m->items == NULL ? "$" : m->items->text);
    }
    return items;
}

/* The context in which ItemSelector sees an item that no frame has yet. */
struct item_owner {
    struct asl_frame *frame;
    const struct frame_item *item;
    struct json_object *context; /* made at first need */
};

static struct json_object *item_context(void *owner)
{
    struct item_owner *o = owner;
    if (o->context == NULL) {
        o->context = value_shallow(frame_context(o->frame));
        value_set_take(o->context, "Map", frame_map_context(o->item));
    }
    return o->context;
}

static bool item_variable(void *owner, const char *name, struct json_object **ret_value)
{
    return frame_variable(((struct item_owner *)owner)->frame, name, ret_value);
}

struct json_object *mapfield_select(struct asl_frame *f, const struct asl_map *m,
                                    const struct frame_item *item)
{
    struct item_owner owner = { .frame = f, .item = item };
    struct asl_scope s = move_scope(f, f->effective);
    s.owner = &owner;
    s.context = item_context;
    s.variable = item_variable;
    struct json_object *input = NULL;
    eval(&s, m->item, &input);
    move_scope_done(f, &s);
    value_release(owner.context);
    if (move_own_too_large(f, input)) {
        value_release(input);
        return NULL;
    }
    return input;
}

/* ---- ItemReader, ItemBatcher, ResultWriter ---- */

static struct json_object *max_items(struct asl_frame *f, const struct asl_expr *e)
{
    int64_t most = 0;
    whole_field(f, e, "MaxItems", &most);
    return value_int(most > MAX_ITEMS ? MAX_ITEMS : most);
}

static struct json_object *reader_config(struct asl_frame *f, const struct asl_expr *config)
{
    struct json_object *o = value_object();
    for (const struct asl_field *field = fields_of(config); field->name != NULL; field++) {
        bool most = strcmp(field->name, "MaxItems") == 0;
        value_set_take(o, field->name,
                       most ? max_items(f, field->value) : evaluate(f, field->value));
    }
    return o;
}

struct json_object *mapfield_reader(struct asl_frame *f, const struct asl_map *m)
{
    if (m->reader == NULL) {
        return NULL;
    }
    struct json_object *o = value_object();
    for (const struct asl_field *field = fields_of(m->reader); field->name != NULL; field++) {
        bool config = strcmp(field->name, "ReaderConfig") == 0;
        value_set_take(o, field->name,
                       config ? reader_config(f, field->value) : evaluate(f, field->value));
    }
    return o;
}

static uint64_t batch_bound(struct asl_frame *f, const struct asl_map *m, const char *name)
{
    int64_t most = 0;
    if (whole_field(f, field_of(m->batcher, name), name, &most) && most <= 0) {
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
        b.input = evaluate(f, input);
    }
    /* A child's input is a payload like any other. */
    uint64_t most = f->run->engine->limits.payload_bytes;
    if (most != 0 && (b.bytes == 0 || b.bytes > most)) {
        b.bytes = most;
    }
    return b;
}

struct json_object *mapfield_writer(struct asl_frame *f, const struct asl_map *m)
{
    return m->writer == NULL ? NULL : evaluate(f, m->writer);
}
