#include "runtime/exec/items.h"

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/limits.h"
#include "runtime/exec/move.h"
#include "runtime/exec/query.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

/* ---- Numbers ---- */

static bool is_usable(struct number n, bool whole)
{
    return whole ? n.kind == NUMBER_INT : n.kind != NUMBER_BAD;
}

/* A literal, or where a path leads. */
static struct number number_at(struct asl_scope *s, const struct asl_expr *e, const char *name,
                               bool whole)
{
    struct value *v = NULL;
    struct number n = { .kind = NUMBER_BAD };
    if (eval_path_field(s, e, &v)) {
        n = whole ? value_read_long(v) : value_read_number(v);
        if (!is_usable(n, whole)) {
            char *shown = scope_show_bare(v);
            scope_fail(s, "States.Runtime",
                       "The %sPath field refers to value \"%s\" which is not a valid %s: %s",
                       name, shown, whole ? "integer" : "float",
                       e->text == NULL ? "" : e->text);
            memory_release(shown);
        }
        value_release(v);
    }
    return n;
}

bool items_number(struct asl_frame *f, const struct items_field *field, bool whole,
                  struct number *ret_number)
{
    if (field->e == NULL || f->error != NULL) {
        return false;
    }
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct number n = { .kind = NUMBER_BAD };
    s.field = field->within != NULL ? field->within : field->name;
    s.place = field->place;
    if (query_is(field->e)) {
        struct query_bounds bounds = { field->least, field->most, whole };
        query_number(&s, field->e, bounds, &n.real);
        n.integer = whole ? (int64_t)n.real : 0;
    } else {
        n = number_at(&s, field->e, field->name, whole);
    }
    move_scope_done(f, &s);
    *ret_number = n;
    return f->error == NULL;
}

bool items_whole(struct asl_frame *f, const struct items_field *field, int64_t *ret_number)
{
    struct number n;
    bool read = items_number(f, field, true, &n);
    if (read) {
        *ret_number = n.integer;
    }
    return read;
}

size_t items_at_once(struct asl_frame *f, const struct asl_map *m)
{
    const struct items_field field = { .name = "MaxConcurrency",
                                       .e = m->max_concurrency,
                                       .most = ITEMS_MOST };
    int64_t most = 0;
    if (items_whole(f, &field, &most) && most < 0) {
        frame_fail_runtime(f, "MaxConcurrency cannot be negative.");
        most = 0;
    }
    return (size_t)most;
}

/* ---- Items ---- */

/* The members of an object as items: an array of {"Key","Value"}; new. */
static struct value *members_of(const struct value *object)
{
    struct value *all = value_array(value_count(object));
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        struct value *item = value_object();
        value_set_take(&item, "Key", value_text(w.key));
        value_set_take(&item, "Value", value_share(w.value));
        value_append_take(&all, item);
    }
    return all;
}

/* What Items or ItemsPath gives, whatever it is: new. */
static struct value *written_items(struct asl_frame *f, const struct asl_expr *e)
{
    struct value *items = NULL;
    struct asl_scope s = move_scope(f, frame_effective(f));
    s.field = "Items";
    if (eval_path_field(&s, e, &items) && query_is(e) && value_type(items) != VALUE_ARRAY &&
        value_type(items) != VALUE_OBJECT) {
        query_wrong_type(&s, e, "array", items);
    }
    move_scope_done(f, &s);
    return items;
}

static void no_items(struct asl_frame *f, const struct asl_expr *e, const struct value *items)
{
    if (e != NULL && e->op == ASL_OP_J_HERE) {
        char *shown = scope_show(items);
        query_fail(f, NULL, "Map state input must be an array but was: %s", shown);
        memory_release(shown);
    } else {
        frame_fail_runtime(f, "Reference path \"%s\" must point to array.",
                           e == NULL ? "$" : e->text);
    }
}

struct items items_of(struct asl_frame *f, const struct asl_map *m, bool object_too)
{
    const struct asl_expr *e = m->items;
    bool is_input = e == NULL || e->op == ASL_OP_J_HERE;
    struct items items = { .all = is_input ? value_share(frame_effective(f))
                                           : written_items(f, e) };
    enum value_type type = value_type(items.all);
    items.keyed = type == VALUE_OBJECT && (object_too || query_is(e));
    if (items.keyed) {
        struct value *members = members_of(items.all);
        value_release(items.all);
        items.all = members;
    } else if (f->error == NULL && type != VALUE_ARRAY) {
        no_items(f, e, items.all);
    }
    return items;
}

/* The scope's owner while ItemSelector looks at an item that has no frame yet. */
struct item_owner {
    struct asl_frame *frame;
    const struct frame_item *item;
    struct value *context; /* made at first need */
};

static struct value *item_context(void *owner)
{
    struct item_owner *o = owner;
    if (o->context == NULL) {
        o->context = value_share(frame_context(o->frame));
        value_set_take(&o->context, "Map", frame_map_context(o->item));
    }
    return o->context;
}

static int64_t item_now_ms(void *owner)
{
    return execution_now_ms(((struct item_owner *)owner)->frame->run);
}

static bool item_variable(void *owner, const char *name, struct value **ret_value)
{
    return frame_variable(((struct item_owner *)owner)->frame, name, ret_value);
}

struct value *items_select(struct asl_frame *f, const struct asl_map *m,
                           const struct frame_item *item)
{
    struct item_owner owner = { .frame = f, .item = item };
    struct asl_scope s = move_scope(f, frame_effective(f));
    s.owner = &owner;
    s.context = item_context;
    s.variable = item_variable;
    s.now_ms = item_now_ms;
    s.field = "ItemSelector";
    struct value *input = NULL;
    eval(&s, m->item, &input);
    move_scope_done(f, &s);
    value_release(owner.context);
    if (limits_own_too_large(f, input)) {
        value_release(input);
        return NULL;
    }
    return input;
}
