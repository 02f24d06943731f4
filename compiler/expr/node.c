#include "compiler/expr/node.h"

#include <string.h>

#include "compiler/base/arena.h"

/* What of[] is where nothing stands in it: also the ASL_EMPTY_ARRAY of the macros. */
static const struct asl_expr *const nothing[] = { NULL };

void node_add(struct arena *a, struct node_list *list, const struct asl_expr *e)
{
    if (list->count + 1 >= list->room) {
        size_t room = list->room == 0 ? 4 : 2 * list->room;
        const struct asl_expr **items = arena_array(a, room, sizeof *items);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof *items);
        }
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = e;
    list->items[list->count] = NULL;
}

static struct asl_expr *make(struct arena *a, enum asl_op op)
{
    struct asl_expr *e = arena_get(a, sizeof *e);
    e->op = op;
    return e;
}

static const struct asl_expr *const *list_of(const struct node_list *list)
{
    return list->count == 0 ? nothing : (const struct asl_expr *const *)list->items;
}

const struct asl_expr *node_of(struct arena *a, enum asl_op op)
{
    return make(a, op);
}

const struct asl_expr *node_text(struct arena *a, enum asl_op op, const char *text)
{
    struct asl_expr *e = make(a, op);
    e->text = text;
    return e;
}

const struct asl_expr *node_string(struct arena *a, const char *text, size_t size)
{
    struct asl_expr *e = make(a, ASL_OP_STRING);
    e->text = text;
    e->size = (int)size;
    return e;
}

const struct asl_expr *node_index(struct arena *a, int index)
{
    struct asl_expr *e = make(a, ASL_OP_INDEX);
    e->size = index;
    return e;
}

const struct asl_expr *node_list(struct arena *a, enum asl_op op, const struct node_list *of)
{
    struct asl_expr *e = make(a, op);
    e->of = list_of(of);
    return e;
}

const struct asl_expr *node_call(struct arena *a, asl_function *call,
                                 const struct node_list *of)
{
    struct asl_expr *e = make(a, ASL_OP_CALL);
    e->of = list_of(of);
    e->call = call;
    return e;
}

const struct asl_expr *node_path(struct arena *a, const char *text, size_t size,
                                 const struct node_list *steps)
{
    struct asl_expr *e = make(a, ASL_OP_PATH);
    e->text = arena_text_n(a, text, size);
    e->of = list_of(steps);
    e->eval = asl_eval_path;
    return e;
}

const struct asl_expr *node_intrinsic(struct arena *a, const char *text, size_t size,
                                      const struct asl_expr *call)
{
    struct node_list of = { 0 };
    node_add(a, &of, call);
    struct asl_expr *e = make(a, ASL_OP_INTRINSIC);
    e->text = arena_text_n(a, text, size);
    e->of = list_of(&of);
    return e;
}

const struct asl_expr *node_object(struct arena *a, const struct asl_field *fields)
{
    struct asl_expr *e = make(a, ASL_OP_OBJECT);
    e->fields = fields;
    return e;
}
