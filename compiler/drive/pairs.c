#include "compiler/drive/pairs.h"

#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/report.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"

static bool is_scalar(const struct doc_node *n)
{
    return n->type == DOC_NUMBER || n->type == DOC_TRUE || n->type == DOC_FALSE;
}

static struct pair *refuse(const struct source *s, const struct doc_node *n, const char *what)
{
    struct source_place place = source_place(s, n->span.start);
    fprintf(stderr, "%s:%d:%d: error: %s\n", s->path, place.line, place.column, what);
    return NULL;
}

static const char *value_of(const struct doc_node *n)
{
    return n->type == DOC_TRUE ? "true" : n->type == DOC_FALSE ? "false" : n->text;
}

static struct pair *pairs_of(struct arena *a, const struct source *s,
                             const struct doc_node *doc, enum pairs_kind kind)
{
    if (doc->type != DOC_OBJECT) {
        return refuse(s, doc, "this must be an object");
    }
    struct pair *pairs = arena_array(a, doc->count + 1, sizeof *pairs);
    size_t count = 0;
    for (const struct doc_node *n = doc->first; n != NULL; n = n->next) {
        bool is_text = n->type == DOC_STRING && !n->is_unfilled;
        if (!is_text && !(kind == PAIRS_SCALARS && is_scalar(n))) {
            return refuse(s, n,
                          kind == PAIRS_TEXTS
                              ? "this must be a string"
                              : "this must be a string, a number, true or false");
        }
        pairs[count].name = n->name;
        pairs[count].value = value_of(n);
        if (strlen(n->name) != n->name_size ||
            (n->type == DOC_STRING && strlen(n->text) != n->text_size)) {
            return refuse(s, n, "a text with U+0000 cannot be used here");
        }
        count++;
    }
    return pairs;
}

struct pair *pairs_read(struct arena *a, const char *path, enum pairs_kind kind)
{
    struct diag *d = diag_new(a);
    const struct source *s = load_source(a, d, path);
    struct doc_node *doc = reader_parse(a, d, s);
    if (diag_count(d) > 0) {
        report_text(d, stderr, false);
    }
    return doc == NULL ? NULL : pairs_of(a, s, doc, kind);
}
