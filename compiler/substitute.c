#include "compiler/substitute.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
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
    struct table *met_of; /* name -> struct met */
    struct met *first;    /* of all sources, the latest first */
    size_t met_count;
    bool has_missed; /* a source could not be read, and may have had any name */
};

/* Where one is in a text of JSON. */
struct lexer {
    bool is_in_string, is_escaped;
};

/* A value that may break the string around it. */
struct suspect {
    struct source_piece piece;
    char what; /* the character that does it: " or \ or a newline */
    struct suspect *next;
};

/* One source that is filled. */
struct filling {
    struct substitute *f;
    struct diag *d;
    struct source *s;
    struct buf out; /* what will be read */
    struct source_piece *pieces;
    size_t count, room;
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

static const char *value_of(const struct substitute *f, const char *name, size_t size)
{
    for (size_t i = f->pair_count; i > 0; i--) {
        const struct pair *p = &f->pairs[i - 1];
        if (strncmp(p->name, name, size) == 0 && p->name[size] == '\0') {
            return p->value;
        }
    }
    return NULL;
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

static struct source_piece *add_piece(struct filling *g)
{
    if (g->count == g->room) {
        size_t room = g->room == 0 ? 16 : 2 * g->room;
        struct source_piece *pieces = arena_array(g->f->a, room, sizeof *pieces);
        if (g->count > 0) {
            memcpy(pieces, g->pieces, g->count * sizeof *pieces);
        }
        g->pieces = pieces;
        g->room = room;
    }
    return &g->pieces[g->count++];
}

static void put_value(struct filling *g, const char *value, struct span written)
{
    struct source_piece *p = add_piece(g);
    p->written = written;
    p->at.start = (uint32_t)g->out.size;
    buf_text(&g->out, value);
    p->at.end = (uint32_t)g->out.size;
    char what = find_break(g->at, value);
    if (what != '\0') {
        struct suspect *new = arena_get(g->f->a, sizeof *new);
        *new = (struct suspect){ .piece = *p, .what = what, .next = g->suspects };
        g->suspects = new;
    }
    for (const char *c = value; *c != '\0'; c++) {
        step(&g->at, *c);
    }
}

/* `is_comment`: nobody reads what stands there. */
static void keep_open(struct filling *g, struct met *m, size_t size, bool is_comment)
{
    uint32_t start = (uint32_t)g->out.size;
    if (!is_comment && m->places++ == 0) {
        m->at = (struct span){ start, start + (uint32_t)size };
    }
}

/* Returns true for the first byte of a line that is a comment of YAML. JSON has none. */
static bool begins_comment(const struct source *s, size_t at)
{
    if (!reader_is_yaml(s) || (at > 0 && s->written[at - 1] != '\n')) {
        return false;
    }
    while (at < s->written_size && s->written[at] == ' ') {
        at++;
    }
    return at < s->written_size && s->written[at] == '#';
}

static void fill(struct filling *g)
{
    const char *text = g->s->written;
    size_t size = g->s->written_size, comment_end = 0;
    for (size_t i = 0; i < size && !g->out.full;) {
        size_t hole = hole_size(text + i, size - i);
        if (begins_comment(g->s, i)) {
            const char *end = memchr(text + i, '\n', size - i);
            comment_end = end == NULL ? size : (size_t)(end - text);
        }
        if (hole == 0) {
            step(&g->at, text[i]);
            buf_char(&g->out, text[i++]);
            continue;
        }
        struct met *m = meet(g->f, text + i + 2, hole - 3);
        const char *value = value_of(g->f, text + i + 2, hole - 3);
        if (value != NULL) {
            put_value(g, value, (struct span){ (uint32_t)i, (uint32_t)(i + hole) });
        } else {
            keep_open(g, m, hole, i < comment_end);
            buf_put(&g->out, text + i, hole);
        }
        i += hole;
    }
}

static void say_breaks(const struct filling *g)
{
    for (const struct suspect *x = g->suspects; x != NULL; x = x->next) {
        const struct source_piece *p = &x->piece;
        const char *name = arena_text_n(g->f->a, g->s->written + p->written.start,
                                        p->written.end - p->written.start);
        const char *what = x->what == '"'    ? "a quotation mark"
                           : x->what == '\n' ? "a line break"
                                             : "a backslash at its end";
        const char *instead = x->what == '"' ? "\\\"" : x->what == '\n' ? "\\n" : "\\\\";
        diag_say(g->d, DIAG_SUBSTITUTION_BREAKS, p->at, name, what, instead, NULL);
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

static void warn_of_open(const struct filling *g)
{
    for (const struct met *m = g->f->first; m != NULL; m = m->next) {
        if (m->places > 0) {
            const char *elsewhere =
                m->places == 1 ? ""
                : m->places == 2
                    ? ", here and in another place"
                    : arena_print(g->f->a, ", here and in %zu other places", m->places - 1);
            diag_say(g->d, DIAG_SUBSTITUTION_OPEN, m->at, m->name, elsewhere, NULL);
        }
    }
}

struct doc_node *substitute_read(struct substitute *f, struct diag *d, struct source *s)
{
    struct filling g = { .f = f, .d = d, .s = s, .out = { .limit = SOURCE_SIZE_MAX } };
    if (s == NULL) {
        f->has_missed = true;
        return NULL;
    }
    for (struct met *m = f->first; m != NULL; m = m->next) {
        m->places = 0;
    }
    fill(&g);
    if (g.count > 0) {
        source_fill(s, arena_text_n(f->a, buf_string(&g.out), g.out.size), g.out.size, g.pieces,
                    g.count);
    }
    bool is_too_large = g.out.full;
    buf_release(&g.out);
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
    if (doc != NULL) {
        warn_of_open(&g);
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
