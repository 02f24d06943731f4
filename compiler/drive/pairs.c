#include "compiler/drive/pairs.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"

static bool is_scalar(const struct doc_node *n)
{
    return n->type == DOC_NUMBER || n->type == DOC_TRUE || n->type == DOC_FALSE;
}

static bool is_of(enum pairs_kind kind, const struct doc_node *n)
{
    bool is_text = n->type == DOC_STRING && !n->is_unfilled;
    return is_text || (kind == PAIRS_SCALARS ? is_scalar(n)
                                             : n->type == DOC_OBJECT && !doc_has_unfilled(n));
}

static struct pair *refuse(struct diag *d, const struct doc_node *n, const char *what)
{
    diag_say(d, DIAG_OPTION_FILE, n->span, what, NULL);
    return NULL;
}

static const char *value_of(const struct doc_node *n)
{
    return n->type == DOC_TRUE ? "true" : n->type == DOC_FALSE ? "false" : n->text;
}

static struct pair *pairs_of(struct arena *a, struct diag *d, const struct doc_node *doc,
                             enum pairs_kind kind, struct pairs_places *places)
{
    if (doc->type != DOC_OBJECT) {
        return refuse(d, doc, "this must be an object");
    }
    struct pair *pairs = arena_array(a, doc->count + 1, sizeof *pairs);
    places->names = arena_array(a, doc->count + 1, sizeof *places->names);
    places->values = arena_array(a, doc->count + 1, sizeof *places->values);
    places->objects = arena_array(a, doc->count + 1, sizeof *places->objects);
    size_t count = 0;
    for (const struct doc_node *n = doc->first; n != NULL; n = n->next) {
        if (!is_of(kind, n)) {
            return refuse(d, n,
                          kind == PAIRS_TARGETS
                              ? "this must be a string or an object"
                              : "this must be a string, a number, true or false");
        }
        if (strlen(n->name) != n->name_size ||
            (n->type == DOC_STRING && strlen(n->text) != n->text_size)) {
            return refuse(d, n, "a text with U+0000 cannot be used here");
        }
        bool is_object = n->type == DOC_OBJECT;
        pairs[count] = (struct pair){ .name = n->name, .value = is_object ? "" : value_of(n) };
        places->objects[count] = is_object ? n : NULL;
        places->names[count] = n->name_span;
        places->values[count] = n->span;
        count++;
    }
    return pairs;
}

struct pair *pairs_read(struct arena *a, struct diag *d, const char *path, enum pairs_kind kind,
                        struct pairs_places *ret_places)
{
    struct pairs_places places = { .source = load_source(a, d, path) };
    struct doc_node *doc = reader_parse(a, d, places.source);
    struct pair *pairs = doc == NULL ? NULL : pairs_of(a, d, doc, kind, &places);
    if (ret_places != NULL) {
        *ret_places = places;
    }
    return pairs;
}
