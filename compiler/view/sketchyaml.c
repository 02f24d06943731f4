#include "compiler/view/sketchyaml.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/maker.h"
#include "compiler/read/plain.h"
#include "compiler/view/sketch.h"

/*
 * `k.at` is where the next thing stands, `column` how far from the start of its line; `end` is
 * the end of that line, comments left out.
 */
struct lines {
    struct sketch k;
    size_t column, end;
    bool is_over;
};

static bool is_comment(const char *text, size_t start, size_t at)
{
    return text[at] == '#' && (at == start || text[at - 1] == ' ' || text[at - 1] == '\t');
}

/* Finds the end of the line from `k.at` on: not what is in quotes, nor a comment. */
static void find_end(struct lines *l)
{
    const char *text = l->k.text;
    size_t at = l->k.at, last = at;
    char quote = '\0';
    for (; at < l->k.size && text[at] != '\n'; at++) {
        if (quote == '\0' && is_comment(text, l->k.at, at)) {
            break;
        }
        bool opens = at == l->k.at || strchr(" [{,:", text[at - 1]) != NULL;
        if (quote == '\0' && opens && (text[at] == '"' || text[at] == '\'')) {
            quote = text[at];
        } else if (text[at] == quote) {
            quote = '\0';
        }
        last = text[at] == ' ' || text[at] == '\t' || text[at] == '\r' ? last : at + 1;
    }
    l->end = last;
}

/* Goes to the next line that has more than a comment, from the start of a line on. */
static void next_content(struct lines *l)
{
    const char *text = l->k.text;
    while (l->k.at < l->k.size) {
        size_t start = l->k.at;
        while (l->k.at < l->k.size && (text[l->k.at] == ' ' || text[l->k.at] == '\t')) {
            l->k.at++;
        }
        l->column = l->k.at - start;
        find_end(l);
        bool is_mark =
            l->column == 0 && l->end - l->k.at == 3 &&
            (memcmp(text + l->k.at, "---", 3) == 0 || memcmp(text + l->k.at, "...", 3) == 0);
        if (l->end > l->k.at && !is_mark) {
            return;
        }
        const char *next = memchr(text + l->k.at, '\n', l->k.size - l->k.at);
        l->k.at = next == NULL ? l->k.size : (size_t)(next - text) + 1;
    }
    l->is_over = true;
}

/* Goes on behind this line. */
static void leave_line(struct lines *l)
{
    const char *next = memchr(l->k.text + l->k.at, '\n', l->k.size - l->k.at);
    l->k.at = next == NULL ? l->k.size : (size_t)(next - l->k.text) + 1;
    next_content(l);
}

static bool has_dash(const struct lines *l)
{
    const char *at = l->k.text + l->k.at;
    return l->end > l->k.at && at[0] == '-' && (l->end == l->k.at + 1 || at[1] == ' ');
}

static struct doc_node *new_node(const struct lines *l, size_t at)
{
    struct doc_node *n = arena_get(l->k.arena, sizeof *n);
    n->span = (struct span){ (uint32_t)at, (uint32_t)at };
    return n;
}

/* Where the colon stands that ends the name at `k.at`; `end` if the line has none. */
static size_t find_colon(const struct lines *l)
{
    const char *text = l->k.text;
    char quote = text[l->k.at] == '"' || text[l->k.at] == '\'' ? text[l->k.at] : '\0';
    for (size_t at = l->k.at + (quote != '\0'); at < l->end; at++) {
        if (quote != '\0') {
            quote = text[at] == quote ? '\0' : quote;
        } else if (text[at] == ':' &&
                   (at + 1 == l->end || text[at + 1] == ' ' || text[at + 1] == '\t')) {
            return at;
        }
    }
    return l->end;
}

static struct doc_node *read_block(struct lines *l, size_t least);

/* A text of several lines: all that are further right than `column`. */
static void read_long(struct lines *l, struct doc_node *n, size_t column)
{
    size_t start = l->k.at;
    n->span.end = (uint32_t)l->end;
    leave_line(l);
    while (!l->is_over && l->column > column) {
        n->span.end = (uint32_t)l->end;
        leave_line(l);
    }
    n->type = DOC_STRING;
    n->text_size = n->span.end - start;
    n->text = arena_text_n(l->k.arena, l->k.text + start, n->text_size);
}

/* What stands at `k.at`, on the same line; further lines of it are right of `column`. */
static struct doc_node *read_inline(struct lines *l, size_t column)
{
    struct doc_node *n = new_node(l, l->k.at);
    char c = l->k.text[l->k.at];
    if (c == '|' || c == '>') {
        read_long(l, n, column);
    } else if (strchr("{[\"'", c) != NULL) {
        n = sketch_value(&l->k);
        leave_line(l);
    } else {
        n->text_size = l->end - l->k.at;
        n->text = arena_text_n(l->k.arena, l->k.text + l->k.at, n->text_size);
        n->type = plain_read(l->k.arena, n->text, n->text_size).type;
        n->span.end = (uint32_t)l->end;
        leave_line(l);
    }
    return n;
}

static void skip_to(struct lines *l, size_t at)
{
    const char *text = l->k.text;
    while (at < l->end && (text[at] == ' ' || text[at] == '\t')) {
        at++;
    }
    l->column += at - l->k.at;
    l->k.at = at;
}

/* The value behind a name's colon, or a dash, at `column`: on the line, or in a block below,
 * whose lines begin at `least` or further right. */
static struct doc_node *read_behind(struct lines *l, size_t at, size_t column, size_t least)
{
    size_t end = l->end;
    skip_to(l, at);
    if (l->k.at < end) {
        return read_inline(l, column);
    }
    leave_line(l);
    bool has_block = !l->is_over && l->column >= least && (l->column > column || has_dash(l));
    return has_block ? read_block(l, least) : new_node(l, at);
}

static struct doc_node *read_member(struct lines *l, size_t column)
{
    size_t colon = find_colon(l), start = l->k.at;
    size_t size = colon - start;
    while (size > 0 && l->k.text[start + size - 1] == ' ') {
        size--;
    }
    struct span at = { (uint32_t)start, (uint32_t)(start + size) };
    char quote = l->k.text[start];
    bool is_quoted =
        size >= 2 && (quote == '"' || quote == '\'') && l->k.text[start + size - 1] == quote;
    const char *name =
        arena_text_n(l->k.arena, l->k.text + start + is_quoted, size - 2 * is_quoted);
    struct doc_node *n;
    if (colon < l->end) {
        n = read_behind(l, colon + 1, column, column);
    } else {
        n = new_node(l, at.end);
        leave_line(l);
    }
    n->name = name;
    n->name_size = strlen(name);
    n->name_span = at;
    return n;
}

static void close(struct lines *l, struct doc_node *n, const struct doc_node *last)
{
    struct doc_maker maker = { l->k.arena, l->k.mute, l->k.source };
    if (last != NULL) {
        n->span.end =
            last->span.end > last->name_span.end ? last->span.end : last->name_span.end;
    }
    doc_close(&maker, n, true);
}

static struct doc_node *read_object(struct lines *l, size_t column)
{
    struct doc_node *n = new_node(l, l->k.at), *last = NULL;
    n->type = DOC_OBJECT;
    while (!l->is_over && l->column >= column && !(l->column == column && has_dash(l))) {
        if (l->column > column) {
            leave_line(l);
        } else {
            doc_append(n, &last, read_member(l, column));
        }
    }
    close(l, n, last);
    return n;
}

static struct doc_node *read_item(struct lines *l, size_t column)
{
    size_t end = l->end, at = l->k.at + 1;
    struct lines ahead = *l;
    skip_to(&ahead, at);
    if (ahead.k.at < end && strchr("{[|>", ahead.k.text[ahead.k.at]) == NULL &&
        (has_dash(&ahead) || find_colon(&ahead) < end)) {
        *l = ahead;
        return read_block(l, l->column);
    }
    return read_behind(l, at, column, column + 1);
}

static struct doc_node *read_array(struct lines *l, size_t column)
{
    struct doc_node *n = new_node(l, l->k.at), *last = NULL;
    n->type = DOC_ARRAY;
    while (!l->is_over && l->column >= column) {
        if (l->column > column) {
            leave_line(l);
        } else if (has_dash(l)) {
            doc_append(n, &last, read_item(l, column));
        } else {
            break;
        }
    }
    close(l, n, last);
    return n;
}

/* The block that begins here; its lines begin at its first one's column, `least` at least.
 * Recursion is bounded by DOC_DEPTH_MAX. */
static struct doc_node *read_block(struct lines *l, size_t least)
{
    size_t column = l->column > least ? l->column : least;
    if (l->k.depth == DOC_DEPTH_MAX) {
        struct doc_node *n = new_node(l, l->k.at);
        l->is_over = true;
        return n;
    }
    l->k.depth++;
    bool is_word = !has_dash(l) && (strchr("{[", l->k.text[l->k.at]) != NULL);
    struct doc_node *n = is_word       ? read_inline(l, column)
                         : has_dash(l) ? read_array(l, column)
                                       : read_object(l, column);
    l->k.depth--;
    return n;
}

struct doc_node *sketch_yaml(struct arena *a, const struct source *s)
{
    struct lines l = { .k = sketch_begin(a, s) };
    l.k.is_yaml = true;
    next_content(&l);
    return l.is_over ? NULL : read_block(&l, 0);
}
