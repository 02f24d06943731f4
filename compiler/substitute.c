#include "compiler/substitute.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/base/patch.h"
#include "compiler/base/source.h"
#include "compiler/base/table.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"
#include "runtime/base/nearest.h"

/* A name that was met. In one source, what to do about an open one is the same in all its
 * places. */
struct met {
    const char *name;
    struct span at; /* its first place in the source that is read, if it stays open there */
    size_t places;  /* there */
    struct met *next;
};

struct substitute {
    struct arena *a;
    const struct pair *pairs;
    size_t pair_count;
    const struct pair *own;  /* the definition's; ends with a NULL name; NULL for none */
    const struct pair *firm; /* those of them that count more than `pairs` */
    struct table *met_of;    /* name -> struct met */
    struct met *first;       /* of all sources, the latest first */
    size_t met_count;
    bool is_deployed;
    bool has_missed; /* a source could not be read, and may have had any name */
};

/* Where one is in a text of JSON. */
struct lexer {
    bool is_in_string, is_escaped;
};

/* A value that may break the string around it. */
struct suspect {
    const char *name; /* the ${NAME} */
    struct span at;   /* the value, in what will be read */
    char what;        /* the character that does it: " or \ or a newline */
    struct suspect *next;
};

/* One source that is filled. */
struct filling {
    struct substitute *f;
    struct diag *d;
    struct source *s;
    struct patched from; /* what stands there before */
    size_t line;         /* where the line begins in it that is being filled */
    struct patch patch;  /* what will be read */
    struct lexer at;
    struct suspect *suspects;
};

struct substitute *substitute_new(struct arena *a, const struct pair *pairs)
{
    struct substitute *f = arena_get(a, sizeof *f);
    f->a = a;
    f->pairs = pairs;
    f->met_of = table_new(a);
    while (pairs[f->pair_count].name != NULL) {
        f->pair_count++;
    }
    return f;
}

void substitute_own(struct substitute *f, const struct pair *own, const struct pair *firm)
{
    f->own = own;
    f->firm = firm;
}

static bool is_named(const struct pair *p, const char *name, size_t size)
{
    return strncmp(p->name, name, size) == 0 && p->name[size] == '\0';
}

static const struct pair *find_in(const struct pair *list, const char *name, size_t size)
{
    while (list != NULL && list->name != NULL && !is_named(list, name, size)) {
        list++;
    }
    return list != NULL && list->name != NULL ? list : NULL;
}

/* NULL if nobody fills it. *ret_is_own: the definition brings it. */
static const struct pair *find(const struct substitute *f, const char *name, size_t size,
                               bool *ret_is_own)
{
    const struct pair *firm = find_in(f->firm, name, size);
    *ret_is_own = firm != NULL;
    for (size_t i = f->pair_count; firm == NULL && i > 0; i--) {
        if (is_named(&f->pairs[i - 1], name, size)) {
            return &f->pairs[i - 1];
        }
    }
    const struct pair *own = firm != NULL ? firm : find_in(f->own, name, size);
    *ret_is_own = own != NULL;
    return own;
}

static struct met *meet(struct substitute *f, const char *name, size_t size)
{
    void **place = table_place(f->met_of, name, size);
    if (*place == NULL) {
        struct met *m = arena_get(f->a, sizeof *m);
        m->name = arena_text_n(f->a, name, size);
        m->next = f->first;
        f->first = m;
        f->met_count++;
        *place = m;
    }
    return *place;
}

/* A string of JSON ends with its line at the latest. */
static void step(struct lexer *at, char c)
{
    if (c == '\n') {
        *at = (struct lexer){ false, false };
    } else if (!at->is_in_string) {
        at->is_in_string = c == '"';
    } else if (at->is_escaped) {
        at->is_escaped = false;
    } else {
        at->is_escaped = c == '\\';
        at->is_in_string = c != '"';
    }
}

/* The first character of the value that ends the string around it, or takes the meaning from
 * what follows it; 0 if there is none. */
static char find_break(struct lexer at, const char *value)
{
    if (!at.is_in_string) {
        return '\0';
    }
    for (const char *c = value; *c != '\0'; c++) {
        step(&at, *c);
        if (!at.is_in_string) {
            return *c;
        }
    }
    return at.is_escaped && *value != '\0' ? '\\' : '\0';
}

/* `is_comment`: nobody reads what stands there. */
static void keep_open(struct met *m, size_t start, size_t size, bool is_comment)
{
    if (!is_comment && m->places++ == 0) {
        m->at = (struct span){ (uint32_t)start, (uint32_t)(start + size) };
    }
}

/* What a definition brings may have names in it that stay open in turn. */
static void note_open(struct filling *g, const char *value, size_t start)
{
    size_t size = strlen(value);
    for (size_t i = 0; i < size; i++) {
        size_t hole = hole_size(value + i, size - i);
        if (hole > 0) {
            keep_open(meet(g->f, value + i + 2, hole - 3), start + i, hole, false);
        }
    }
}

static void suspect(struct filling *g, struct span hole, struct span at, char what)
{
    struct suspect *new = arena_get(g->f->a, sizeof *new);
    const char *name = g->from.text + hole.start;
    *new = (struct suspect){ .name = arena_text_n(g->f->a, name, hole.end - hole.start),
                             .at = at,
                             .what = what,
                             .next = g->suspects };
    g->suspects = new;
}

static void put_value(struct filling *g, const struct pair *p, bool is_own, struct span hole)
{
    uint32_t start = (uint32_t)g->patch.out.size;
    char what = find_break(g->at, p->value);
    patch_put(&g->patch, p->value, strlen(p->value), patched_written(&g->from, hole));
    if (is_own) {
        note_open(g, p->value, start);
    }
    if (what != '\0') {
        suspect(g, hole, (struct span){ start, (uint32_t)g->patch.out.size }, what);
    }
    for (const char *c = p->value; *c != '\0'; c++) {
        step(&g->at, *c);
    }
}

/* Whether the line that is being filled is a comment of YAML. JSON has none. */
static bool is_comment(const struct filling *g)
{
    return reader_is_yaml(g->s) &&
           g->from.text[g->line + strspn(g->from.text + g->line, " ")] == '#';
}

/* Bytes that stay as they are. */
static void copy(struct filling *g, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        step(&g->at, g->from.text[i]);
        g->line = g->from.text[i] == '\n' ? i + 1 : g->line;
    }
    patch_copy(&g->patch, &g->from, (struct span){ (uint32_t)start, (uint32_t)end });
}

/* The first hole at or behind a byte: its place; the end of the text if there is none. */
static size_t next_hole(const struct patched *t, size_t at)
{
    const char *found;
    while (at < t->size && (found = memchr(t->text + at, '$', t->size - at)) != NULL) {
        at = (size_t)(found - t->text);
        if (hole_size(found, t->size - at) > 0) {
            return at;
        }
        at++;
    }
    return t->size;
}

static void fill(struct filling *g)
{
    size_t done = 0, size = g->from.size;
    while (done < size && !g->patch.out.full) {
        size_t at = next_hole(&g->from, done);
        const char *text = g->from.text + at;
        size_t hole = hole_size(text, size - at);
        struct span whole = { (uint32_t)at, (uint32_t)(at + hole) };
        copy(g, done, at);
        done = whole.end;
        if (hole > 0) {
            struct met *m = meet(g->f, text + 2, hole - 3);
            bool is_own;
            const struct pair *p = find(g->f, text + 2, hole - 3, &is_own);
            if (p != NULL) {
                put_value(g, p, is_own, whole);
            } else {
                keep_open(m, g->patch.out.size, hole, is_comment(g));
                patch_copy(&g->patch, &g->from, whole);
            }
        }
    }
}

static void say_breaks(const struct filling *g)
{
    for (const struct suspect *x = g->suspects; x != NULL; x = x->next) {
        const char *what = x->what == '"'    ? "a quotation mark"
                           : x->what == '\n' ? "a line break"
                                             : "a backslash at its end";
        const char *instead = x->what == '"' ? "\\\"" : x->what == '\n' ? "\\n" : "\\\\";
        diag_say(g->d, DIAG_SUBSTITUTION_BREAKS, x->at, x->name, what, instead, NULL);
    }
}

/*
 * A value with quotation marks may well be meant: x", "y makes two members of one. So it is
 * wrong only where the whole cannot be read; and then what it breaks is one mistake, not many.
 */
static bool is_broken(const struct filling *g)
{
    if (g->suspects == NULL || reader_is_yaml(g->s)) {
        return false;
    }
    struct diag *trial = diag_new(g->f->a);
    reader_parse(g->f->a, trial, g->s);
    return diag_errors(trial) > 0;
}

void substitute_warn(const struct substitute *f, struct diag *d)
{
    enum diag_code code = f->is_deployed ? DIAG_SUBSTITUTION_LACKS : DIAG_SUBSTITUTION_OPEN;
    for (const struct met *m = f->first; m != NULL; m = m->next) {
        if (m->places > 0 && !diag_has_error(d, m->at)) {
            const char *elsewhere =
                m->places == 1 ? ""
                : m->places == 2
                    ? ", here and in another place"
                    : arena_print(f->a, ", here and in %zu other places", m->places - 1);
            diag_say(d, code, m->at, m->name, elsewhere, NULL);
        }
    }
}

void substitute_deployed(struct substitute *f)
{
    f->is_deployed = true;
}

struct doc_node *substitute_read(struct substitute *f, struct diag *d, struct source *s)
{
    if (s == NULL) {
        f->has_missed = true;
        return NULL;
    }
    struct filling g = { .f = f, .d = d, .s = s, .from = source_patched(s) };
    g.patch = (struct patch){ .a = f->a, .out = { .limit = SOURCE_SIZE_MAX } };
    for (struct met *m = f->first; m != NULL; m = m->next) {
        m->places = 0;
    }
    fill(&g);
    bool is_too_large = g.patch.out.full;
    if (g.patch.count > 0) {
        struct patched filled = patch_end(&g.patch);
        source_fill(s, &filled);
    } else {
        buf_release(&g.patch.out);
    }
    diag_source(d, s);
    if (is_too_large) {
        diag_global(d, DIAG_FILE_LARGE, arena_print(f->a, "%s with its substitutions", s->path),
                    NULL);
        return NULL;
    }
    if (is_broken(&g)) {
        say_breaks(&g);
        return NULL;
    }
    struct doc_node *doc = reader_parse(f->a, d, s);
    if (doc != NULL && !f->is_deployed) {
        substitute_warn(f, d);
    }
    return doc;
}

void substitute_check_used(const struct substitute *f, struct diag *d, const char *name)
{
    if (f->has_missed || table_find(f->met_of, name, strlen(name)) != NULL) {
        return;
    }
    const char **names = arena_array(f->a, f->met_count + 1, sizeof *names);
    size_t count = 0;
    for (const struct met *m = f->first; m != NULL; m = m->next) {
        names[count++] = m->name;
    }
    const char *near = nearest_word(name, names, count);
    diag_global(d, DIAG_SUBSTITUTION_UNUSED, name,
                near == NULL ? "" : arena_print(f->a, "; did you mean '%s'?", near), NULL);
}
