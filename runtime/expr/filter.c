#include "runtime/expr/filter.h"

#include <stddef.h>

#include "asl/tree.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static max_align_t missing;
struct json_object *const FILTER_MISSING = (struct json_object *)(void *)&missing;

#define OPERANDS_MAX 2

static struct json_object *operand(struct asl_scope *s, const struct asl_expr *e,
                                   enum path_rule rule);

static void drop(struct json_object *v)
{
    if (v != FILTER_MISSING) {
        value_release(v);
    }
}

static struct json_object *call(struct asl_scope *s, const struct asl_expr *e)
{
    struct json_object *args[OPERANDS_MAX] = { NULL };
    size_t n = 0;
    enum path_rule rule = e->call == asl_filter_exists ? PATH_EXISTENCE : PATH_OPERAND;
    while (n < OPERANDS_MAX && e->of[n] != NULL) {
        args[n] = operand(s, e->of[n], rule);
        n++;
    }
    struct json_object *truth = s->failed ? NULL : e->call(s, n, args);
    while (n > 0) {
        drop(args[--n]);
    }
    return truth;
}

static struct json_object *operand(struct asl_scope *s, const struct asl_expr *e,
                                   enum path_rule rule)
{
    if (s->failed) {
        return FILTER_MISSING;
    }
    if (e->op == ASL_OP_CALL) {
        return call(s, e);
    }
    if (e->op == ASL_OP_PATH) {
        struct path_result r = path_look(s, e, rule);
        return r.outcome == PATH_FOUND ? r.value : FILTER_MISSING;
    }
    return eval_literal(e);
}

bool filter_holds(struct asl_scope *s, const struct asl_expr *test, struct json_object *item)
{
    struct json_object *outer = s->item;
    s->item = item;
    struct json_object *truth = operand(s, test, PATH_OPERAND);
    s->item = outer;
    bool holds = truth != FILTER_MISSING && value_is_true(truth);
    drop(truth);
    return holds && !s->failed;
}
