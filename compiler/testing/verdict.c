#include "compiler/testing/verdict.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/drive/pairs.h"
#include "compiler/plan/left.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/substitute.h"
#include "runtime/base/buf.h"
#include "runtime/value/complaint.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define REASON_BYTES ((size_t)64 * 1024) /* after which no further error is added */

/* Our reader goes on behind a fault in the JSON; AWS's ends there, and has words of its own. */
static void take_fault(struct verdict *v, const struct verdict_request *r)
{
    struct value *json = NULL;
    struct read_error error;
    struct buf words = { 0 }, place = { 0 };
    if (read_json(r->text, r->size, &json, &error)) {
        value_release(json);
        return;
    }
    complaint_put_source(&place, r->text, r->size, &error);
    complaint_put(&words, r->text, r->size, &error);
    buf_print(&words, "\n at %s", buf_string(&place));
    v->fault = arena_text_n(v->arena, buf_string(&words), words.size);
    v->fault_place = arena_text_n(v->arena, buf_string(&place), place.size);
    buf_release(&words);
    buf_release(&place);
}

void verdict_make(struct verdict *v, const struct verdict_request *r)
{
    static const struct pair none[] = { { NULL, NULL } };
    struct arena *a = arena_new();
    *v = (struct verdict){ .arena = a, .diag = diag_new(a) };
    struct substitute *f =
        substitute_new(a, r->substitutions != NULL ? r->substitutions : none);
    bool is_final = r->is_deployed || r->file == NULL;
    if (is_final) {
        substitute_deployed(f);
    }
    const char *file = r->file != NULL ? r->file : "definition";
    struct source *s = r->source;
    if (s != NULL) {
        diag_source(v->diag, s);
    } else if (r->size > 0) {
        s = source_of_text(a, file, r->text, r->size);
        diag_source(v->diag, s);
    } else {
        diag_global(v->diag, DIAG_DEFINITION_EMPTY, file, NULL);
    }
    struct doc_node *doc = substitute_read(f, v->diag, s);
    struct workflow *ast = ast_build(a, v->diag, s, doc);
    check_workflow(a, v->diag, ast, r->type);
    if (is_final) {
        left_tell(a, v->diag, ast, r->is_deployed);
    }
    if (r->is_deployed && doc != NULL) {
        substitute_warn(f, v->diag);
    }
    v->workflow = ast;
    v->is_good = diag_errors(v->diag) == 0;
    if (v->is_good) {
        v->json = reader_json(a, s, doc, &v->json_size);
    } else if (r->file == NULL && r->size > 0) {
        take_fault(v, r);
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

void verdict_each(const struct verdict *v, void (*f)(void *owner, const struct report_row *row),
                  void *owner)
{
    if (v->fault != NULL) {
        f(owner, &(struct report_row){ .is_error = true,
                                       .code = "INVALID_JSON_DESCRIPTION",
                                       .text = v->fault,
                                       .text_size = strlen(v->fault),
                                       .location = v->fault_place,
                                       .has_location_inside = true });
    } else {
        report_each(v->diag, f, owner);
    }
}

void verdict_put_reason(const struct verdict *v, struct buf *out)
{
    struct buf text = { 0 };
    verdict_each(v, put_row, &text);
    buf_put(out, buf_string(&text), text.size);
    buf_release(&text);
}
