#include "runtime/expr/filter.h"

#include <stddef.h>

#include "asl/tree.h"
#include "runtime/expr/constant.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

#define OPERANDS_MAX 2

static struct value *operand(struct asl_scope *s, const struct asl_expr *e, enum path_rule rule,
                             path_looker *look);

static struct value *call(struct asl_scope *s, const struct asl_expr *e, path_looker *look)
{
    struct value *args[OPERANDS_MAX] = { NULL };
    size_t n = 0;
    enum path_rule rule = e->call == asl_filter_exists ? PATH_EXISTENCE : PATH_OPERAND;
    while (n < OPERANDS_MAX && e->of[n] != NULL) {
        args[n] = operand(s, e->of[n], rule, look);
        n++;
    }
    struct value *truth = s->failed ? NULL : e->call(s, n, args);
    while (n > 0) {
        value_release(args[--n]);
    }
    return truth;
}

static struct value *operand(struct asl_scope *s, const struct asl_expr *e, enum path_rule rule,
                             path_looker *look)
{
    if (s->failed) {
        return NULL;
    }
    while (e->op == ASL_OP_SAME) {
        e = e->of[0];
    }
    if (e->op == ASL_OP_CALL) {
        return call(s, e, look);
    }
    if (e->op == ASL_OP_PATH) {
        struct path_result r = look(s, e, rule);
        return r.outcome == PATH_FOUND ? r.value : NULL;
    }
    return constant_value(e);
}

bool filter_holds(struct asl_scope *s, const struct asl_expr *test, struct value *item,
                  path_looker *look)
{
    struct value *outer = s->item;
    s->item = item;
    struct value *truth = operand(s, test, PATH_OPERAND, look);
    s->item = outer;
    bool holds = value_is_true(truth);
    value_release(truth);
    return holds && !s->failed;
}
