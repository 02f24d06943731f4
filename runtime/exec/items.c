#include "runtime/exec/items.h"

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/limits.h"
#include "runtime/exec/move.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

/* ---- Numbers ---- */

static bool is_usable(struct number n, bool whole)
{
    return whole ? n.kind == NUMBER_INT : n.kind != NUMBER_BAD;
}

bool items_number(struct asl_frame *f, const struct asl_expr *e, const char *name, bool whole,
                  struct number *ret_number)
{
    if (e == NULL || f->error != NULL) {
        return false;
    }
    struct asl_scope s = move_scope(f, frame_effective(f));
    struct value *v = NULL;
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
    return f->error == NULL;
}

bool items_whole(struct asl_frame *f, const struct asl_expr *e, const char *name,
                 int64_t *ret_number)
{
    struct number n;
    bool read = items_number(f, e, name, true, &n);
    if (read) {
        *ret_number = n.integer;
    }
    return read;
}

size_t items_at_once(struct asl_frame *f, const struct asl_map *m)
{
    int64_t most = 0;
    if (items_whole(f, m->max_concurrency, "MaxConcurrency", &most) && most < 0) {
        frame_fail_runtime(f, "MaxConcurrency cannot be negative.");
        most = 0;
    }
    return (size_t)most;
}

/* ---- Items ---- */

struct value *items_of(struct asl_frame *f, const struct asl_map *m, bool object_too)
{
    struct value *items = NULL;
    if (m->items == NULL) {
        items = value_share(frame_effective(f));
    } else {
        struct asl_scope s = move_scope(f, frame_effective(f));
        eval_path_field(&s, m->items, &items);
        move_scope_done(f, &s);
    }
    enum value_type type = value_type(items);
    if (f->error == NULL && type != VALUE_ARRAY && !(object_too && type == VALUE_OBJECT)) {
        frame_fail_runtime(f, "Reference path \"%s\" must point to array.",
                           m->items == NULL ? "$" : m->items->text);
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
