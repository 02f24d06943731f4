#include "compiler/substitute.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/table.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"

/* Where a value stands: in the language's own structure, in the object of states, or in an
 * author's data. */
enum place { PLACE_STRUCTURE, PLACE_STATES, PLACE_DATA };

/* A name that nothing fills: what to do about it is the same in all its places. */
struct opening {
    const char *name;
    struct span at; /* its first place */
    size_t places;
    struct opening *next;
};

struct filling {
    struct arena *a;
    struct diag *d;
    const struct source *source;
    const struct pair *pairs;
    size_t count;
    struct buf out; /* the text being made, reused */
    struct table *opening_of;
    struct opening *first, **end; /* in the order of the text */
};

static const struct field_shape {
    const char *word, *shape;
} field_shapes[] = {
#define FIELD(name, word, owners, dialects, shape) { word, #shape },
#include "compiler/read/fields.def"
#undef FIELD
#define PART(holder, word, dialects, shape, least, most, words) { word, #shape },
#include "compiler/read/parts.def"
#undef PART
#define ASL_TEST(word, comparator, operand, has_path) { word, #operand },
#include <asl/words.def>
};

static const char *shape_of(const struct doc_node *member)
{
    for (size_t i = 0; member->name != NULL && i < sizeof field_shapes / sizeof field_shapes[0];
         i++) {
        if (strcmp(field_shapes[i].word, member->name) == 0) {
            return field_shapes[i].shape;
        }
    }
    return "";
}

static bool is_one_of(const char *shape, const char *const *shapes)
{
    while (*shapes != NULL && strcmp(*shapes, shape) != 0) {
        shapes++;
    }
    return *shapes != NULL;
}

static enum place place_below(const struct doc_node *n, enum place place)
{
    static const char *const structure[] = { "RETRIERS", "CATCHERS",         "RULES",
                                             "RULE",     "BRANCHES",         "PROCESSOR",
                                             "READER",   "BATCHER",          "WRITER",
                                             "OBJECT",   "PROCESSOR_CONFIG", NULL };
    if (place != PLACE_STRUCTURE || n->name == NULL) {
        return place == PLACE_STATES ? PLACE_STRUCTURE : place;
    }
    const char *shape = shape_of(n);
    if (strcmp(shape, "STATES") == 0) {
        return PLACE_STATES;
    }
    return is_one_of(shape, structure) ? PLACE_STRUCTURE : PLACE_DATA;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == ':' || c == '.' || c == '-';
}

/* How long the ${NAME} at `text` is; 0: none stands there. */
static size_t open_size(const char *text, size_t size)
{
    size_t i = 2;
    if (size < 4 || text[0] != '$' || text[1] != '{') {
        return 0;
    }
    while (i < size && is_name_char(text[i])) {
        i++;
    }
    return i > 2 && i < size && text[i] == '}' ? i + 1 : 0;
}

static const char *value_of(const struct filling *f, const char *name, size_t size)
{
    for (size_t i = f->count; i > 0; i--) {
        const struct pair *p = &f->pairs[i - 1];
        if (strncmp(p->name, name, size) == 0 && p->name[size] == '\0') {
            return p->value;
        }
    }
    return NULL;
}

static void stays_open(struct filling *f, const char *name, size_t size, struct span at)
{
    void **place = table_place(f->opening_of, name, size);
    struct opening *o = *place;
    if (o == NULL) {
        o = arena_get(f->a, sizeof *o);
        o->name = arena_text_n(f->a, name, size);
        o->at = at;
        *place = o;
        *f->end = o;
        f->end = &o->next;
    }
    o->places++;
}

static void warn_of_open(const struct filling *f)
{
    for (const struct opening *o = f->first; o != NULL; o = o->next) {
        const char *elsewhere =
            o->places == 1 ? ""
            : o->places == 2
                ? ", here and in another place"
                : arena_print(f->a, ", here and in %zu other places", o->places - 1);
        diag_say(f->d, DIAG_SUBSTITUTION_OPEN, o->at, o->name, elsewhere, NULL);
    }
}

/* Fill `*text`; true if anything was replaced. */
static bool fill(struct filling *f, const char **text, size_t *size, struct span at)
{
    const char *from = *text, *end = from + *size;
    bool has_changed = false;
    if (memchr(from, '$', *size) == NULL) {
        return false;
    }
    buf_clear(&f->out);
    while (from < end) {
        size_t open = open_size(from, (size_t)(end - from));
        const char *value = open > 0 ? value_of(f, from + 2, open - 3) : NULL;
        if (open > 0 && value == NULL) {
            stays_open(f, from + 2, open - 3, at);
        }
        if (value != NULL) {
            buf_text(&f->out, value);
            has_changed = true;
        } else {
            buf_put(&f->out, from, open > 0 ? open : 1);
        }
        from += open > 0 ? open : 1;
    }
    if (has_changed) {
        *text = arena_text_n(f->a, buf_string(&f->out), f->out.size);
        *size = f->out.size;
    }
    return has_changed;
}

static void take_type_of_field(struct doc_node *n)
{
    static const char *const numbers[] = { "SECONDS", "WAIT_SECONDS", "COUNT", "PERCENT",
                                           "RATE",    "NUMERIC",      NULL };
    const char *shape = shape_of(n);
    if (is_one_of(shape, numbers) && n->text_size > 0 &&
        number_span(n->text, n->text_size) == n->text_size) {
        n->type = DOC_NUMBER;
    } else if (strcmp(shape, "TRUTH") == 0 && strcmp(n->text, "true") == 0) {
        n->type = DOC_TRUE;
    } else if (strcmp(shape, "TRUTH") == 0 && strcmp(n->text, "false") == 0) {
        n->type = DOC_FALSE;
    }
}

static void walk(struct filling *f, struct doc_node *n, enum place place)
{
    if (n->type == DOC_STRING) {
        bool is_whole = open_size(n->text, n->text_size) == n->text_size;
        if (fill(f, &n->text, &n->text_size, n->span) && is_whole && place == PLACE_STRUCTURE) {
            take_type_of_field(n);
        }
    }
    enum place below = place_below(n, place);
    bool is_renamed = false;
    for (struct doc_node *child = n->first; child != NULL; child = child->next) {
        if (child->name != NULL && fill(f, &child->name, &child->name_size, child->name_span)) {
            is_renamed = true;
        }
        walk(f, child, below);
    }
    if (is_renamed) {
        doc_renamed(f->a, f->d, f->source, n);
    }
}

void substitute(struct arena *a, struct diag *d, const struct source *s, struct doc_node *doc,
                const struct pair *pairs)
{
    struct filling f = { .a = a, .d = d, .source = s, .pairs = pairs };
    if (doc == NULL) {
        return;
    }
    while (pairs[f.count].name != NULL) {
        f.count++;
    }
    f.opening_of = table_new(a);
    f.end = &f.first;
    walk(&f, doc, PLACE_STRUCTURE);
    warn_of_open(&f);
    buf_release(&f.out);
}
