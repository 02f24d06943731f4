#include "compiler/read/json.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/read/maker.h"
#include "compiler/read/quoted.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

/*
 * `is_broken` is true once a value could not be read: there is no document then. `is_over` is
 * true once the text at `at` cannot be understood: nothing behind it is looked at.
 */
struct parser {
    struct doc_maker maker;
    const char *text;
    size_t size;
    size_t at;
    size_t depth;
    bool is_broken, is_over;
};

static struct span span_from(const struct parser *p, size_t start)
{
    return (struct span){ (uint32_t)start, (uint32_t)p->at };
}

static struct span span_of(size_t start, size_t size)
{
    return (struct span){ (uint32_t)start, (uint32_t)(start + size) };
}

static char peek(const struct parser *p)
{
    return p->at < p->size ? p->text[p->at] : '\0';
}

static bool is_word_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || c == '.' || c == '+' || c == '-' || (unsigned char)c >= 0x80;
}

/* The bytes of a word at `at`, which JSON may or may not know; a ${NAME} is part of it. */
static size_t word_size(const struct parser *p)
{
    size_t end = p->at;
    while (end < p->size) {
        size_t hole = hole_size(p->text + end, p->size - end);
        if (hole == 0 && !is_word_part(p->text[end])) {
            break;
        }
        end += hole > 0 ? hole : 1;
    }
    return end - p->at;
}

/* What stands at `at`, for a message: '}' or 'word', or the end. */
static const char *found(const struct parser *p, size_t *ret_size)
{
    size_t size = word_size(p);
    *ret_size = p->at == p->size ? 0 : size > 0 ? size : 1;
    if (*ret_size == 0) {
        return "the end of the text";
    }
    return arena_print(p->maker.arena, "'%.*s'", (int)(*ret_size > 400 ? 400 : *ret_size),
                       p->text + p->at);
}

/* Says that something else was expected, once; the rest cannot be understood then. */
static void unexpected(struct parser *p, const char *expected)
{
    if (p->is_over) {
        return;
    }
    size_t size;
    const char *what = found(p, &size);
    diag_say(p->maker.diag, DIAG_JSON_UNEXPECTED, span_of(p->at, size), expected, what, NULL);
    p->is_over = p->is_broken = true;
}

/* The end of a comment that begins at `at`; 0 where none does. */
static size_t comment_end(const struct parser *p)
{
    const char *start = p->text + p->at;
    if (p->size - p->at < 2 || start[0] != '/' || (start[1] != '/' && start[1] != '*')) {
        return 0;
    }
    const char *end = start[1] == '/' ? memchr(start, '\n', p->size - p->at)
                                      : memmem(start + 2, p->size - p->at - 2, "*/", 2);
    if (end == NULL) {
        return p->size;
    }
    return (size_t)(end - p->text) + (start[1] == '*' ? 2 : 0);
}

static void skip_blanks(struct parser *p)
{
    while (p->at < p->size) {
        char c = p->text[p->at];
        if (text_is_blank(c)) {
            p->at++;
            continue;
        }
        size_t end = comment_end(p);
        if (end == 0) {
            return;
        }
        diag_say(p->maker.diag, DIAG_JSON_COMMENT, span_of(p->at, end - p->at), NULL);
        p->at = end;
    }
}

/* Reads the string at `at` into `ret_text`, decoded. */
static void read_string(struct parser *p, const char **ret_text, size_t *ret_size)
{
    struct quoted s = quoted_read(p->maker.arena, p->maker.diag, p->text, p->size, p->at);
    *ret_text = s.text;
    *ret_size = s.size;
    p->at = s.end;
    if (!s.is_closed) {
        p->is_over = p->is_broken = true;
    }
}

/* A number, or true, false or null, or what was meant for one, or what is still to be filled.
 */
static void read_word(struct parser *p, struct doc_node *n)
{
    static const struct {
        const char *word;
        enum doc_type type;
    } words[] = { { "true", DOC_TRUE }, { "false", DOC_FALSE }, { "null", DOC_NULL } };

    size_t size = word_size(p);
    const char *word = p->text + p->at;
    n->text = arena_text_n(p->maker.arena, word, size);
    n->text_size = size;
    if (size > 0 && number_span(word, size) == size) {
        n->type = DOC_NUMBER;
        return;
    }
    if (hole_in(word, size)) {
        n->type = DOC_STRING;
        n->is_unfilled = true;
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(n->text, words[i].word) == 0) {
            n->type = words[i].type;
            n->text = NULL;
            n->text_size = 0;
            return;
        }
    }
    bool is_number = (word[0] >= '0' && word[0] <= '9') || strchr("+-.", word[0]) != NULL;
    diag_say(p->maker.diag, is_number ? DIAG_JSON_NUMBER : DIAG_JSON_WORD, span_of(p->at, size),
             n->text, NULL);
    p->is_broken = true;
    /* A whole text that is prose is one mistake, not one and its rest. */
    p->is_over = p->depth == 0;
}

static struct doc_node *parse_value(struct parser *p);

/* The text ends before `container` does. */
static void say_end(struct parser *p, const struct doc_node *container)
{
    /* The caret is more use behind the last word than on an empty line. */
    size_t at = p->size;
    while (at > 0 && strchr(" \t\r\n", p->text[at - 1]) != NULL) {
        at--;
    }
    diag_say(p->maker.diag, DIAG_JSON_END, span_of(at, 0), doc_type_word(container->type),
             doc_line_text(&p->maker, container->span), NULL);
    p->is_over = p->is_broken = true;
}

/* The name of a member: a string, or a word that was meant for one. */
static void parse_name(struct parser *p, const char **ret_name, size_t *ret_size)
{
    size_t start = p->at;
    if (peek(p) == '"' || peek(p) == '\'') {
        read_string(p, ret_name, ret_size);
    } else if (word_size(p) > 0) {
        *ret_size = word_size(p);
        *ret_name = arena_text_n(p->maker.arena, p->text + p->at, *ret_size);
        p->at += *ret_size;
        diag_say(p->maker.diag, DIAG_JSON_QUOTES, span_from(p, start), NULL);
    } else {
        unexpected(p, "a name in double quotes");
    }
    if (!p->is_over && memchr(*ret_name, '\0', *ret_size) != NULL) {
        diag_say(p->maker.diag, DIAG_JSON_NUL_NAME, span_from(p, start), NULL);
        p->is_broken = true;
    }
}

static struct doc_node *parse_member(struct parser *p)
{
    const char *name = "";
    size_t name_size = 0, start = p->at;
    parse_name(p, &name, &name_size);
    struct span name_span = span_from(p, start);
    skip_blanks(p);
    if (p->is_over || peek(p) != ':') {
        unexpected(p, "':' after a name");
        return NULL;
    }
    p->at++;
    struct doc_node *n = parse_value(p);
    if (n != NULL) {
        n->name = name;
        n->name_size = name_size;
        n->name_span = name_span;
    }
    return n;
}

/* Goes on to the next child of `container`: false at its end. `last` is the child before, or
 * NULL. */
static bool is_more(struct parser *p, const struct doc_node *container,
                    const struct doc_node *last)
{
    char close = container->type == DOC_OBJECT ? '}' : ']';
    skip_blanks(p);
    size_t comma = p->at;
    bool has_comma = last != NULL && peek(p) == ',';
    if (has_comma) {
        p->at++;
        skip_blanks(p);
    }
    if (p->at == p->size) {
        say_end(p, container);
        return false;
    }
    if (peek(p) == close) {
        if (has_comma) {
            diag_say(p->maker.diag, DIAG_JSON_COMMA_EXTRA, span_of(comma, 1),
                     close == '}' ? "}" : "]", NULL);
        }
        p->at++;
        return false;
    }
    if (last != NULL && !has_comma) {
        if (strchr("\"'{[", peek(p)) == NULL && word_size(p) == 0) {
            unexpected(p, close == '}' ? "',' or '}'" : "',' or ']'");
            return false;
        }
        diag_say(p->maker.diag, DIAG_JSON_COMMA_MISSING, span_of(last->span.end - 1, 1), NULL);
    }
    return true;
}

static void parse_children(struct parser *p, struct doc_node *container)
{
    struct doc_node *last = NULL;
    p->at++;
    while (!p->is_over && is_more(p, container, last)) {
        struct doc_node *n = container->type == DOC_OBJECT ? parse_member(p) : parse_value(p);
        if (n != NULL) {
            doc_append(container, &last, n);
        }
    }
    doc_close(&p->maker, container, !p->is_over);
}

static void parse_container(struct parser *p, struct doc_node *n)
{
    if (p->depth == DOC_DEPTH_MAX) {
        diag_say(p->maker.diag, DIAG_JSON_DEEP, span_of(p->at, 1),
                 arena_print(p->maker.arena, "%d", DOC_DEPTH_MAX), NULL);
        p->is_over = p->is_broken = true;
        return;
    }
    n->type = peek(p) == '{' ? DOC_OBJECT : DOC_ARRAY;
    p->depth++;
    parse_children(p, n);
    p->depth--;
}

/* The value that begins behind blanks at `at`; NULL after a message. */
static struct doc_node *parse_value(struct parser *p)
{
    skip_blanks(p);
    struct doc_node *n = arena_get(p->maker.arena, sizeof *n);
    size_t start = p->at;
    char c = peek(p);
    n->span = span_of(start, 0);
    if (c == '{' || c == '[') {
        parse_container(p, n);
    } else if (c == '"' || c == '\'') {
        n->type = DOC_STRING;
        read_string(p, &n->text, &n->text_size);
    } else if (word_size(p) > 0) {
        read_word(p, n);
        p->at += word_size(p);
    } else {
        unexpected(p, "a value");
        return NULL;
    }
    n->span = span_from(p, start);
    return n;
}

struct doc_node *json_parse(struct arena *a, struct diag *d, const struct source *s)
{
    struct parser p = { .maker = { a, d, s }, .text = s->text, .size = s->size };
    skip_blanks(&p);
    if (p.at == p.size) {
        diag_global(d, DIAG_DEFINITION_EMPTY, s->name, NULL);
        return NULL;
    }
    struct doc_node *root = parse_value(&p);
    skip_blanks(&p);
    if (!p.is_over && p.at < p.size) {
        size_t size;
        const char *what = found(&p, &size);
        diag_say(d, DIAG_JSON_AFTER, span_of(p.at, size), what, NULL);
        p.is_broken = true;
    }
    return p.is_broken ? NULL : root;
}

/* ---- And back ---- */

#define COMPACT (-1) /* instead of a level */

static void write_break(struct buf *out, int level)
{
    if (level >= 0) {
        buf_print(out, "\n%*s", 2 * level, "");
    }
}

static void write_node(struct buf *out, const struct doc_node *n, int level);

static void write_children(struct buf *out, const struct doc_node *n, int level)
{
    int inner = level == COMPACT ? COMPACT : level + 1;
    buf_char(out, n->type == DOC_OBJECT ? '{' : '[');
    for (const struct doc_node *child = n->first; child != NULL; child = child->next) {
        buf_text(out, child == n->first ? "" : ",");
        write_break(out, inner);
        if (child->name != NULL) {
            text_put_json(out, child->name, child->name_size);
            buf_text(out, level == COMPACT ? ":" : ": ");
        }
        write_node(out, child, inner);
    }
    if (n->first != NULL) {
        write_break(out, level);
    }
    buf_char(out, n->type == DOC_OBJECT ? '}' : ']');
}

/* Recursion is bounded by DOC_DEPTH_MAX. */
static void write_node(struct buf *out, const struct doc_node *n, int level)
{
    switch (n->type) {
    case DOC_NULL: buf_text(out, "null"); break;
    case DOC_FALSE: buf_text(out, "false"); break;
    case DOC_TRUE: buf_text(out, "true"); break;
    case DOC_NUMBER: buf_put(out, n->text, n->text_size); break;
    case DOC_STRING: text_put_json(out, n->text, n->text_size); break;
    case DOC_ARRAY:
    case DOC_OBJECT: write_children(out, n, level); break;
    }
}

void json_write_compact(struct buf *out, const struct doc_node *n)
{
    write_node(out, n, COMPACT);
}

void json_write(struct buf *out, const struct doc_node *doc)
{
    write_node(out, doc, 0);
    buf_char(out, '\n');
}
