#include "runtime/expr/call.h"

#include <stddef.h>

#include "asl/tree.h"
#include "runtime/base/memory.h"
#include "runtime/expr/constant.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static struct value *argument(struct asl_scope *s, const struct asl_expr *e, path_looker *look)
{
    if (e->op != ASL_OP_PATH) {
        return constant_value(e);
    }
    struct path_result r = look(s, e, PATH_FIELD);
    return r.outcome == PATH_FOUND ? r.value : NULL;
}

struct value *call_function(struct asl_scope *s, const struct asl_expr *e, struct value *at,
                            path_looker *look)
{
    size_t n = 0;
    while (e->of[n] != NULL) {
        n++;
    }
    struct value **args = memory_array(n + 1, sizeof *args);
    args[0] = at;
    for (size_t i = 0; i < n; i++) {
        args[i + 1] = argument(s, e->of[i], look);
    }
    struct value *value = s->failed ? NULL : e->call(s, n + 1, args);
    for (size_t i = 0; i < n; i++) {
        value_release(args[i + 1]);
    }
    memory_release(args);
    return value;
}
