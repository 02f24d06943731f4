#include "runtime/expr/filter.h"

#include <stddef.h>

#include "asl/tree.h"
#include "runtime/expr/literal.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

#define OPERANDS_MAX 2

static struct json_object *operand(struct asl_scope *s, const struct asl_expr *e,
                                   enum path_rule rule, path_looker *look);

static void drop(struct json_object *v)
{
    if (v != FILTER_MISSING) {
        value_release(v);
    }
}

static struct json_object *call(struct asl_scope *s, const struct asl_expr *e,
                                path_looker *look)
{
    struct json_object *args[OPERANDS_MAX] = { NULL };
    size_t n = 0;
    enum path_rule rule = e->call == asl_filter_exists ? PATH_EXISTENCE : PATH_OPERAND;
    while (n < OPERANDS_MAX && e->of[n] != NULL) {
        args[n] = operand(s, e->of[n], rule, look);
        n++;
    }
    struct json_object *truth = s->failed ? NULL : e->call(s, n, args);
    while (n > 0) {
        drop(args[--n]);
    }
    return truth;
}

static struct json_object *operand(struct asl_scope *s, const struct asl_expr *e,
                                   enum path_rule rule, path_looker *look)
{
    if (s->failed) {
        return FILTER_MISSING;
    }
    if (e->op == ASL_OP_CALL) {
        return call(s, e, look);
    }
    if (e->op == ASL_OP_PATH) {
        struct path_result r = look(s, e, rule);
        return r.outcome == PATH_FOUND ? r.value : FILTER_MISSING;
    }
    return literal_value(e);
}

bool filter_holds(struct asl_scope *s, const struct asl_expr *test, struct json_object *item,
                  path_looker *look)
{
    struct json_object *outer = s->item;
    s->item = item;
    struct json_object *truth = operand(s, test, PATH_OPERAND, look);
    s->item = outer;
    bool holds = truth != FILTER_MISSING && value_is_true(truth);
    drop(truth);
    return holds && !s->failed;
}
