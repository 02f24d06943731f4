/*
 * expr.h - what the tests of expressions share: a document and a tree in, JSON text out.
 */
#ifndef TESTS_EXPR_H
#define TESTS_EXPR_H

#include <stdbool.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/eval.h"
#include "runtime/expr/path.h"
#include "runtime/expr/scope.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

/* The value of a JSON text that is right. New. */
static inline struct value *expr_read(const char *text)
{
    struct value *v = NULL;
    struct read_error error = { 0 };
    if (!read_json(text, strlen(text), &v, &error)) {
        fprintf(stderr, "%s: %s\n", text, error.message);
        CU_FAIL("a test's JSON is wrong");
    }
    return v;
}

/* The JSON text of `v` (taken), or the scope's cause, is `wanted`. The error is lifted. */
static inline void expr_expect(struct asl_scope *s, struct value *v, const char *wanted)
{
    if (s->failed) {
        UNIT_TEXT(s->error.name, "States.Runtime");
        UNIT_TEXT(s->error.cause, wanted);
    } else {
        char *text = write_text(v);
        UNIT_TEXT(text, wanted);
        memory_release(text);
    }
    value_release(v);
    scope_lift(s);
}

/* What eval() or eval_path_field() makes of a tree. */
static inline void expr_check(bool (*evaluate)(struct asl_scope *, const struct asl_expr *,
                                               struct value **),
                              const struct asl_expr *e, const char *data, const char *wanted)
{
    struct value *document = expr_read(data), *v = NULL;
    struct asl_scope s = { .data = document, .field = "field" };
    CU_ASSERT_EQUAL(evaluate(&s, e, &v), !s.failed);
    expr_expect(&s, v, wanted);
    value_release(document);
}

#endif
