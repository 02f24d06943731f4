/* A definition in JSON or YAML, laid out: it is JSON with the same values, and stays as it is
 * when it is laid out once more. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/format/format.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool same_bytes(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

/* The child of `n` that is `wanted` there: by its name, or its place. */
static const struct doc_node *find(const struct doc_node *n, const struct doc_node *wanted)
{
    const struct doc_node *c = n->first;
    while (c != NULL && (n->type == DOC_OBJECT ? !same_bytes(c->name, c->name_size,
                                                             wanted->name, wanted->name_size)
                                               : c->index != wanted->index)) {
        c = c->next;
    }
    return c;
}

/* YAML has several words for true. */
static bool has_text(const struct doc_node *n)
{
    return n->type == DOC_STRING || n->type == DOC_NUMBER;
}

static bool same(const struct doc_node *a, const struct doc_node *b)
{
    if (b == NULL || a->type != b->type || a->is_unfilled != b->is_unfilled ||
        a->count != b->count ||
        (has_text(a) && !same_bytes(a->text, a->text_size, b->text, b->text_size))) {
        return false;
    }
    for (const struct doc_node *c = a->first; c != NULL; c = c->next) {
        if (!same(c, find(b, c))) {
            return false;
        }
    }
    return true;
}

/* NULL where it has errors. */
static const struct doc_node *read(struct arena *a, const char *name, const char *text,
                                   size_t size, const struct source **ret_source)
{
    struct diag *d = diag_new(a);
    struct source *s = source_of_text(a, name, text, size);
    diag_source(d, s);
    const struct doc_node *doc = reader_parse(a, d, s);
    *ret_source = s;
    return doc != NULL && diag_errors(d) == 0 ? doc : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    const struct source *own, *made;
    struct buf once = { 0 }, twice = { 0 };
    bool is_json = size > 0 && bytes[0] == '{';
    const struct doc_node *first =
        read(a, is_json ? "w.asl.json" : "w.asl.yaml", (const char *)bytes, size, &own);
    if (first != NULL) {
        format_write(a, &once, own, first);
        const struct doc_node *second =
            read(a, "w.asl.json", buf_string(&once), once.size, &made);
        if (second == NULL || !same(first, second)) {
            abort();
        }
        format_write(a, &twice, made, second);
        if (!same_bytes(buf_string(&once), once.size, buf_string(&twice), twice.size)) {
            abort();
        }
    }
    buf_release(&once);
    buf_release(&twice);
    arena_release(a);
    return 0;
}
