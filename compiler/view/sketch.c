#include "compiler/view/sketch.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/maker.h"
#include "compiler/read/plain.h"
#include "compiler/read/quoted.h"
#include "runtime/base/text.h"

struct sketch sketch_begin(struct arena *a, const struct source *s)
{
    struct sketch k = { .arena = a, .source = s, .text = s->text, .size = s->size };
    k.mute = diag_new(a);
    diag_mute(k.mute, true);
    return k;
}

static char peek(const struct sketch *s)
{
    return s->at < s->size ? s->text[s->at] : '\0';
}

static bool is_at_end(const struct sketch *s)
{
    return s->at >= s->size;
}

/* Goes to the byte behind `end`, or to the end of the text where that does not follow. */
static void skip_behind(struct sketch *s, const char *end)
{
    const char *found = memmem(s->text + s->at, s->size - s->at, end, strlen(end));
    s->at = found == NULL ? s->size : (size_t)(found - s->text) + strlen(end);
}

static bool begins_with(const struct sketch *s, const char *word)
{
    size_t size = strlen(word);
    return s->size - s->at >= size && memcmp(s->text + s->at, word, size) == 0;
}

static void skip_blanks(struct sketch *s)
{
    while (!is_at_end(s)) {
        if (text_is_blank(peek(s))) {
            s->at++;
        } else if (!s->is_yaml && begins_with(s, "//")) {
            skip_behind(s, "\n");
        } else if (!s->is_yaml && begins_with(s, "/*")) {
            skip_behind(s, "*/");
        } else {
            return;
        }
    }
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* The end of a word without quotes, blanks at its end left out. */
static size_t word_end(const struct sketch *s)
{
    const char *stops = s->is_yaml ? ",[]{}\r\n" : ",:[]{}\"' \t\r\n";
    size_t end = s->at, last = s->at;
    bool in_braces = false; /* of ${NAME} */
    for (; end < s->size; end++) {
        char c = s->text[end];
        bool opens = c == '{' && end > s->at && s->text[end - 1] == '$';
        bool is_colon =
            c == ':' && (end + 1 == s->size || strchr(" \r\n,]}", s->text[end + 1]));
        if (c == '\0' || (!opens && !in_braces && strchr(stops, c) != NULL) ||
            (s->is_yaml && is_colon)) {
            break;
        }
        in_braces = opens || (in_braces && c != '}' && c != '\n');
        last = text_is_blank(c) ? last : end + 1;
    }
    return last;
}

static struct doc_node *new_node(const struct sketch *s, size_t start)
{
    struct doc_node *n = arena_get(s->arena, sizeof *n);
    n->span = (struct span){ (uint32_t)start, (uint32_t)start };
    return n;
}

/* The text of a string, which may lack its end: then it goes to the end of the line. */
static const char *read_quoted(struct sketch *s, size_t *ret_size)
{
    size_t start = s->at;
    struct quoted q = quoted_read(s->arena, s->mute, s->text, s->size, s->at);
    s->at = q.end;
    if (q.is_closed) {
        *ret_size = q.size;
        return q.text;
    }
    while (s->at > start + 1 && strchr(" \t\r,", s->text[s->at - 1]) != NULL) {
        s->at--;
    }
    *ret_size = s->at - start - 1;
    return arena_text_n(s->arena, s->text + start + 1, *ret_size);
}

static void read_string(struct sketch *s, struct doc_node *n)
{
    n->type = DOC_STRING;
    n->text = read_quoted(s, &n->text_size);
    n->span.end = (uint32_t)s->at;
}

static void read_word(struct sketch *s, struct doc_node *n)
{
    size_t end = word_end(s);
    n->text = arena_text_n(s->arena, s->text + s->at, end - s->at);
    n->text_size = end - s->at;
    s->at = end;
    n->span.end = (uint32_t)end;
    n->type = plain_read(s->arena, n->text, n->text_size).type;
}

/* A name, and whether there is one: what cannot begin one is passed over. */
static bool read_name(struct sketch *s, struct doc_node *n)
{
    size_t start = s->at;
    if (is_quote(peek(s))) {
        n->name = read_quoted(s, &n->name_size);
    } else {
        size_t end = word_end(s);
        if (end == s->at) {
            s->at++;
            return false;
        }
        n->name = arena_text_n(s->arena, s->text + s->at, end - s->at);
        n->name_size = end - s->at;
        s->at = end;
    }
    n->name_span = (struct span){ (uint32_t)start, (uint32_t)s->at };
    return true;
}

/* `n` takes what `value` is, and keeps its name. */
static void take_value(struct doc_node *n, const struct doc_node *value)
{
    n->type = value->type;
    n->span = value->span;
    n->text = value->text;
    n->text_size = value->text_size;
    n->first = value->first;
    n->count = value->count;
    n->by = value->by;
    for (struct doc_node *child = n->first; child != NULL; child = child->next) {
        child->parent = n;
    }
}

/* Returns true if a name with its colon comes next. Where `"Next":` has no value yet and the
 * next line is `"End": true`, "End" is a name, and not the value of "Next". */
static bool is_name(struct sketch *s)
{
    struct sketch ahead = *s;
    skip_blanks(&ahead);
    if (!is_quote(peek(&ahead))) {
        return false;
    }
    size_t size;
    read_quoted(&ahead, &size);
    skip_blanks(&ahead);
    return peek(&ahead) == ':';
}

static struct doc_node *read_member(struct sketch *s)
{
    struct doc_node *n = new_node(s, s->at);
    if (!read_name(s, n)) {
        return NULL;
    }
    size_t end = s->at;
    skip_blanks(s);
    n->span = (struct span){ (uint32_t)end, (uint32_t)end };
    if (peek(s) == ':') {
        s->at++;
        n->span.start = n->span.end = (uint32_t)s->at;
        if (!is_name(s)) {
            take_value(n, sketch_value(s));
        }
    }
    return n;
}

/* Goes to the next child; false at the end of the container, which a bracket of what is around
 * it closes as well. */
static bool is_more(struct sketch *s, char close)
{
    while (true) {
        skip_blanks(s);
        char c = peek(s);
        if (is_at_end(s)) {
            return false;
        }
        if (c == close) {
            s->at++;
            return false;
        }
        if ((c == '}' && s->objects > 0) || (c == ']' && s->arrays > 0)) {
            return false;
        }
        if (c != ',' && c != '}' && c != ']' && c != ':') {
            return true;
        }
        s->at++;
    }
}

static void read_children(struct sketch *s, struct doc_node *n)
{
    struct doc_maker maker = { s->arena, s->mute, s->source };
    struct doc_node *last = NULL;
    bool is_object = n->type == DOC_OBJECT;
    char close = is_object ? '}' : ']';
    while (is_more(s, close)) {
        size_t before = s->at;
        struct doc_node *child = is_object ? read_member(s) : sketch_value(s);
        if (child != NULL) {
            doc_append(n, &last, child);
        }
        s->at += s->at == before;
    }
    doc_close(&maker, n, true);
}

static void read_container(struct sketch *s, struct doc_node *n)
{
    bool is_object = peek(s) == '{';
    n->type = is_object ? DOC_OBJECT : DOC_ARRAY;
    s->at++;
    if (s->depth < DOC_DEPTH_MAX) {
        s->depth++;
        s->objects += is_object;
        s->arrays += !is_object;
        read_children(s, n);
        s->depth--;
        s->objects -= is_object;
        s->arrays -= !is_object;
    }
    n->span.end = (uint32_t)s->at;
}

/* Recursion is bounded by DOC_DEPTH_MAX. */
struct doc_node *sketch_value(struct sketch *s)
{
    size_t before = s->at;
    skip_blanks(s);
    char c = peek(s);
    struct doc_node *n = new_node(s, s->at);
    if (c == '{' || c == '[') {
        read_container(s, n);
    } else if (is_quote(c)) {
        read_string(s, n);
    } else if (word_end(s) > s->at) {
        read_word(s, n);
    } else {
        n->span = (struct span){ (uint32_t)before, (uint32_t)before };
    }
    return n;
}

struct doc_node *sketch_json(struct arena *a, const struct source *s)
{
    struct sketch k = sketch_begin(a, s);
    skip_blanks(&k);
    return is_at_end(&k) ? NULL : sketch_value(&k);
}
