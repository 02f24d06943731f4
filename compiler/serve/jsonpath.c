#include "compiler/serve/jsonpath.h"

#include <stddef.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/expr/path.h"
#include "runtime/base/buf.h"
#include "runtime/base/random.h"
#include "runtime/expr/look.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

bool jsonpath_find(const struct value *in, const char *path, struct value **ret_value,
                   struct buf *why)
{
    struct arena *a = arena_new();
    struct expr_error error;
    struct random chance;
    struct value *data = value_share((struct value *)in);
    struct asl_scope scope = { .data = data, .random = &chance, .field = "path" };
    const struct asl_expr *e = path_parse(a, path, strlen(path), PATH_ANY, &error);
    bool is_good = e != NULL;
    *ret_value = NULL;
    if (!is_good) {
        buf_text(why, error.message);
    } else if (!value_is_null(in)) {
        random_seed(&chance, 1);
        struct path_result found = path_look(&scope, e, PATH_OPERAND);
        *ret_value = found.outcome == PATH_FOUND ? found.value : NULL;
        is_good = !scope.failed;
        if (!is_good && scope.error.cause != NULL) {
            buf_text(why, scope.error.cause);
        }
        scope_lift(&scope);
    }
    value_release(data);
    arena_release(a);
    return is_good;
}
