#include "compiler/serve/verdict.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/substitute.h"
#include "runtime/base/buf.h"

#define REASON_BYTES ((size_t)64 * 1024) /* after which no further error is added */

void verdict_make(struct verdict *v, const struct verdict_request *r)
{
    static const struct pair none[] = { { NULL, NULL } };
    struct arena *a = arena_new();
    *v = (struct verdict){ .arena = a, .diag = diag_new(a) };
    struct substitute *f =
        substitute_new(a, r->substitutions != NULL ? r->substitutions : none);
    const char *file = r->file != NULL ? r->file : "definition";
    struct source *s = NULL;
    if (r->size > 0) {
        s = source_of_text(a, file, r->text, r->size);
        diag_source(v->diag, s);
    } else {
        diag_global(v->diag, DIAG_DEFINITION_EMPTY, file, NULL);
    }
    struct doc_node *doc = substitute_read(f, v->diag, s);
    struct workflow *ast = ast_build(a, v->diag, s, doc);
    check_workflow(a, v->diag, ast, r->type);
    v->workflow = ast;
    v->is_good = diag_errors(v->diag) == 0;
    if (v->is_good) {
        v->json = reader_json(a, s, doc, &v->json_size);
    }
}

void verdict_release(struct verdict *v)
{
    arena_release(v->arena);
    *v = (struct verdict){ 0 };
}

static void put_row(void *owner, const struct report_row *row)
{
    struct buf *out = owner;
    if (!row->is_error || out->size > REASON_BYTES) {
        return;
    }
    buf_print(out, "%s%s: ", out->size > 0 ? ", " : "", row->code);
    buf_put(out, row->text, row->text_size);
    if (row->location != NULL && !row->has_location_inside) {
        buf_print(out, " at %s", row->location);
    }
}

void verdict_put_reason(const struct verdict *v, struct buf *out)
{
    struct buf text = { 0 };
    report_each(v->diag, put_row, &text);
    buf_put(out, buf_string(&text), text.size);
    buf_release(&text);
}
