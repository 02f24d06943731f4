#include "runtime/vtl/vtl.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/vtl/eval.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/datum.h"
#include "runtime/vtl/parse.h"
#include "runtime/vtl/run.h"
#include "runtime/vtl/scan.h"

#define TEMPLATE_BYTES_MAX ((size_t)64 << 20) /* of a template's tree */
#define RUN_BYTES_MAX      ((size_t)64 << 20)
#define OUTPUT_BYTES_MAX   ((size_t)10 << 20)

struct vtl_template {
    struct heap heap;
    const struct vtl_node *block;
};

struct vtl_template *vtl_open(const char *text, size_t size, struct buf *why)
{
    struct vtl_template *t = memory_zero(sizeof *t);
    struct parse_error error;
    t->heap.most = TEMPLATE_BYTES_MAX;
    t->block = parse_template(&t->heap, text, size, &error);
    if (t->block == NULL) {
        buf_print(why, "line %d, column %d: %s", error.line, error.column, error.message);
        vtl_close(t);
        return NULL;
    }
    return t;
}

void vtl_close(struct vtl_template *t)
{
    if (t != NULL) {
        heap_release(&t->heap);
        memory_release(t);
    }
}

static void set(struct run *r, const char *name, size_t size, struct datum *i)
{
    datum_put(&r->heap, r->variables, name, size, i);
}

/* A map even where there is nothing. */
static struct datum *map_of(struct run *r, const struct value *v)
{
    struct datum *i = datum_of_value(&r->heap, v);
    return i != NULL ? i : datum_map(&r->heap);
}

enum vtl_end vtl_run(const struct vtl_template *t, const struct vtl_world *w, struct buf *out,
                     struct value **ret_context, struct buf *why)
{
    struct datum input = { .kind = DATUM_INPUT }, util = { .kind = DATUM_UTIL };
    struct buf reason = { 0 }, text = { .limit = OUTPUT_BYTES_MAX };
    struct run r = { .heap = { .most = RUN_BYTES_MAX }, .world = w, .why = &reason };
    r.variables = datum_map(&r.heap);
    struct datum *context = map_of(&r, w->context);
    set(&r, "input", 5, &input);
    set(&r, "util", 4, &util);
    set(&r, "context", 7, context);
    set(&r, "stageVariables", 14, map_of(&r, w->variables));
    eval_block(&r, t->block, &text);
    *ret_context = NULL;
    if (r.has_failed) {
        buf_print(why, "line %d: %s", r.line, buf_string(&reason));
    } else {
        buf_put(out, buf_string(&text), text.size);
        *ret_context = datum_to_value(context);
    }
    value_release(r.body);
    heap_release(&r.heap);
    buf_release(&reason);
    buf_release(&text);
    return r.has_failed ? r.end : VTL_DONE;
}
