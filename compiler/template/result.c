#include "compiler/template/result.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/hole.h"
#include "compiler/drive/pairs.h"
#include "compiler/template/template.h"
#include "compiler/template/trace.h"
#include "runtime/base/text.h"

/* ---- Making them ---- */

struct result *result_new(struct template *t, const struct doc_node *n, enum doc_type type)
{
    struct result *r = arena_get(t->s->a, sizeof *r);
    r->type = type;
    r->span = n->span;
    return r;
}

struct result *result_nothing(struct template *t, const struct doc_node *n)
{
    struct result *r = result_new(t, n, DOC_NULL);
    r->is_nothing = true;
    return r;
}

struct result *result_patched(struct template *t, const struct doc_node *n, struct patch *p)
{
    bool can = template_spend(t, n, p->out.size + p->count * sizeof *p->pieces);
    struct patched text = patch_end(p);
    if (!can) {
        return NULL;
    }
    struct result *r = result_new(t, n, DOC_STRING);
    r->text = text;
    return r;
}

struct result *result_text(struct template *t, const struct doc_node *n, const char *text,
                           size_t size)
{
    struct patch p = { .a = t->s->a };
    patch_put(&p, text, size, n->span);
    return result_patched(t, n, &p);
}

struct result *result_scalar(struct template *t, const struct doc_node *n)
{
    if (n->type == DOC_STRING) {
        struct patched text = n->made != NULL ? *n->made : trace_scalar(t->s->a, t->source, n);
        struct result *r = result_new(t, n, DOC_STRING);
        r->text = text;
        return r;
    }
    const char *word = n->type == DOC_TRUE    ? "true"
                       : n->type == DOC_FALSE ? "false"
                       : n->type == DOC_NULL  ? "null"
                                              : n->text;
    struct result *r = result_text(t, n, word, strlen(word));
    if (r != NULL) {
        r->type = n->type;
    }
    return r;
}

/* A substitution of that name would fill what stays open, which is something else. */
static bool is_taken(const struct template *t, const char *name)
{
    const struct pair *p = t->own;
    while (p != NULL && p->name != NULL && strcmp(p->name, name) != 0) {
        p++;
    }
    return p != NULL && p->name != NULL;
}

struct result *result_open(struct template *t, const struct doc_node *n, const char *name)
{
    name = is_taken(t, name) ? arena_print(t->s->a, "%s.Ref", name) : name;
    char *text = arena_print(t->s->a, "${%s}", name);
    size_t size = strlen(text);
    for (size_t i = 2; i + 1 < size; i++) {
        text[i] = hole_takes(text[i]) ? text[i] : '-';
    }
    struct result *r = result_text(t, n, text, size);
    if (r != NULL) {
        r->open = arena_text_n(t->s->a, text + 2, size - 3);
    }
    return r;
}

void result_append(struct template *t, struct result *to, const struct result *one)
{
    struct result *r = arena_get(t->s->a, sizeof *r);
    *r = *one;
    r->next = NULL;
    if (to->last == NULL) {
        to->first = r;
    } else {
        to->last->next = r;
    }
    to->last = r;
    to->count++;
    to->open = to->open == NULL ? one->open : to->open;
}

/* ---- Looking at them ---- */

bool result_is_scalar(const struct result *r)
{
    return !r->is_nothing && r->type != DOC_NULL && r->type != DOC_ARRAY &&
           r->type != DOC_OBJECT;
}

const struct result *result_member(const struct result *r, const char *name)
{
    const struct result *found = NULL;
    for (const struct result *m = r->first; r->type == DOC_OBJECT && m != NULL; m = m->next) {
        found = strcmp(m->name, name) == 0 ? m : found;
    }
    return found;
}

const struct result *result_single(struct template *t, const struct doc_node *n)
{
    const struct result *r = t->s->compute(t, n);
    if (r != NULL && !r->is_nothing && !result_is_scalar(r)) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n,
                      "a text is wanted here; this is of the type %s", doc_type_word(r->type));
        return NULL;
    }
    return r;
}

const char *result_text_of(struct template *t, const struct doc_node *n, const char *otherwise)
{
    if (n == NULL) {
        return otherwise;
    }
    const struct result *r = result_single(t, n);
    return r == NULL ? NULL : r->is_nothing ? otherwise : r->text.text;
}

/* ---- As JSON ---- */

static struct span before(struct span at)
{
    return (struct span){ at.start, at.start };
}

static struct span behind(struct span at)
{
    return (struct span){ at.end, at.end };
}

/* The end of a container is its last byte, so that messages about all of it show all of it. */
static struct span last_byte(struct span at)
{
    return at.end > at.start ? (struct span){ at.end - 1, at.end } : at;
}

/* Most bytes are themselves in JSON. */
static void put_escaped(struct patch *p, const struct patched *t, uint32_t at)
{
    struct buf escape = { 0 };
    text_put_escape(&escape, (unsigned char)t->text[at]);
    patch_put(p, buf_string(&escape), escape.size, patched_shown(t, at));
    buf_release(&escape);
}

static void put_string(struct patch *p, const struct patched *t, struct span whole)
{
    uint32_t done = 0, size = (uint32_t)t->size;
    patch_put(p, "\"", 1, before(whole));
    for (uint32_t i = 0; i <= size; i++) {
        unsigned char c = (unsigned char)(i < size ? t->text[i] : '\0');
        if (i == size || c < 0x20 || c == '"' || c == '\\') {
            patch_copy(p, t, (struct span){ done, i });
            done = i + 1;
        }
        if (i < size && done == i + 1) {
            put_escaped(p, t, i);
        }
    }
    patch_put(p, "\"", 1, behind(whole));
}

static void put_name(struct patch *p, const struct result *m)
{
    struct buf name = { 0 };
    text_put_json(&name, m->name, m->name_size);
    patch_put(p, buf_string(&name), name.size, m->name_span);
    patch_put(p, ":", 1, behind(m->name_span));
    buf_release(&name);
}

void result_put_json(struct patch *p, const struct result *r)
{
    bool is_object = r->type == DOC_OBJECT;
    if (!is_object && r->type != DOC_ARRAY) {
        if (r->type == DOC_STRING) {
            put_string(p, &r->text, r->span);
        } else {
            patch_copy(p, &r->text, (struct span){ 0, (uint32_t)r->text.size });
        }
        return;
    }
    patch_put(p, is_object ? "{" : "[", 1, (struct span){ r->span.start, r->span.start + 1 });
    for (const struct result *m = r->first; m != NULL; m = m->next) {
        if (m != r->first) {
            patch_put(p, ",", 1, before(is_object ? m->name_span : m->span));
        }
        if (is_object) {
            put_name(p, m);
        }
        result_put_json(p, m);
    }
    patch_put(p, is_object ? "}" : "]", 1, last_byte(r->span));
}
