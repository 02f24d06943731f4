/*
 * definition.h - any bytes as a definition: through every stage up to the generated C.
 */
#ifndef TESTS_FUZZ_DEFINITION_H
#define TESTS_FUZZ_DEFINITION_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/check/check.h"
#include "compiler/emit/emit.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"

/* `name` tells the language. */
static inline void fuzz_definition(const char *name, const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct diag *d = diag_new(a);
    struct source *text = source_of_text(a, name, (const char *)bytes, size);
    diag_source(d, text);
    struct doc_node *doc = reader_parse(a, d, text);
    struct workflow *ast = ast_build(a, d, text, doc);
    check_workflow(a, d, ast, CHECK_ANY);
    if (diag_errors(d) == 0) {
        struct plan_extras extras = { 0 };
        struct buf c = { 0 };
        emit_workflow(&c, plan_make(a, d, ast, &extras));
        buf_release(&c);
    }
    arena_release(a);
}

#endif
