#include "compiler/read/doc.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/quoted.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

/* From this many on, children are found by bisection. */
enum { FEW = 16 };

struct doc_index {
    const struct doc_node **in_order; /* [count] */
    const struct doc_node **by_name;  /* [count] by name, then by place; NULL for an array */
};

/*
 * `is_broken`: a value is not known, so that there is no document. `is_over`: what stands at
 * `at` cannot be understood, and nothing behind it is looked at.
 */
struct parser {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
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

static const char *line_text(const struct parser *p, size_t offset)
{
    return arena_print(p->arena, "%d", source_place(p->source, (uint32_t)offset).line);
}

static bool is_word_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || c == '.' || c == '+' || c == '-' || (unsigned char)c >= 0x80;
}

/* The bytes of a word at `at`, which JSON may or may not know. */
static size_t word_size(const struct parser *p)
{
    size_t end = p->at;
    while (end < p->size && is_word_part(p->text[end])) {
        end++;
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
    return arena_print(p->arena, "'%.*s'", (int)(*ret_size > 400 ? 400 : *ret_size),
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
    diag_say(p->diag, DIAG_JSON_UNEXPECTED, span_of(p->at, size), expected, what, NULL);
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
        diag_say(p->diag, DIAG_JSON_COMMENT, span_of(p->at, end - p->at), NULL);
        p->at = end;
    }
}

/* Reads the string at `at` into `ret_text`, decoded. */
static void read_string(struct parser *p, const char **ret_text, size_t *ret_size)
{
    struct quoted s = quoted_read(p->arena, p->diag, p->text, p->size, p->at);
    *ret_text = s.text;
    *ret_size = s.size;
    p->at = s.end;
    if (!s.is_closed) {
        p->is_over = p->is_broken = true;
    }
}

/* A number, or true, false or null, or what was meant for one. */
static void read_word(struct parser *p, struct doc_node *n)
{
    static const struct {
        const char *word;
        enum doc_type type;
    } words[] = { { "true", DOC_TRUE }, { "false", DOC_FALSE }, { "null", DOC_NULL } };

    size_t size = word_size(p);
    const char *word = p->text + p->at;
    n->text = arena_text_n(p->arena, word, size);
    n->text_size = size;
    if (size > 0 && number_span(word, size) == size) {
        n->type = DOC_NUMBER;
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
    diag_say(p->diag, is_number ? DIAG_JSON_NUMBER : DIAG_JSON_WORD, span_of(p->at, size),
             n->text, NULL);
    p->is_broken = true;
    /* A whole text that is prose is one mistake, not one and its rest. */
    p->is_over = p->depth == 0;
}

/* Appends to a list of siblings. */
static void append(struct doc_node *parent, struct doc_node **last, struct doc_node *child)
{
    child->parent = parent;
    child->index = parent->count++;
    if (*last == NULL) {
        parent->first = child;
    } else {
        (*last)->next = child;
    }
    *last = child;
}

/* By size first: it is cheap, and any fixed order will do. */
static int compare_names(const char *a, size_t a_size, const char *b, size_t b_size)
{
    if (a_size != b_size) {
        return a_size < b_size ? -1 : 1;
    }
    return memcmp(a, b, a_size);
}

static int compare_members(const void *left, const void *right)
{
    const struct doc_node *a = *(const struct doc_node *const *)left;
    const struct doc_node *b = *(const struct doc_node *const *)right;
    int order = compare_names(a->name, a->name_size, b->name, b->name_size);
    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

static void index_children(struct arena *a, struct doc_node *parent)
{
    if (parent->count <= FEW) {
        return;
    }
    struct doc_index *by = arena_get(a, sizeof *by);
    by->in_order = arena_array(a, parent->count, sizeof(struct doc_node *));
    size_t i = 0;
    for (const struct doc_node *n = parent->first; n != NULL; n = n->next) {
        by->in_order[i++] = n;
    }
    if (parent->type == DOC_OBJECT) {
        by->by_name = arena_array(a, parent->count, sizeof(struct doc_node *));
        memcpy(by->by_name, by->in_order, parent->count * sizeof(struct doc_node *));
        qsort(by->by_name, parent->count, sizeof(struct doc_node *), compare_members);
    }
    parent->by = by;
}

static void say_duplicate(const struct parser *p, const struct doc_node *first,
                          const struct doc_node *n)
{
    diag_say(p->diag, DIAG_DUPLICATE_KEY, n->name_span, n->name,
             line_text(p, first->name_span.start), NULL);
}

static bool is_named_as(const struct doc_node *a, const struct doc_node *b)
{
    return compare_names(a->name, a->name_size, b->name, b->name_size) == 0;
}

static void find_duplicates(const struct parser *p, const struct doc_node *object)
{
    if (object->by == NULL) {
        for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
            const struct doc_node *first = object->first;
            while (!is_named_as(first, n)) {
                first = first->next;
            }
            if (first != n) {
                say_duplicate(p, first, n);
            }
        }
        return;
    }
    const struct doc_node *first = object->by->by_name[0];
    for (size_t i = 1; i < object->count; i++) {
        const struct doc_node *n = object->by->by_name[i];
        if (is_named_as(first, n)) {
            say_duplicate(p, first, n);
        } else {
            first = n;
        }
    }
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
    diag_say(p->diag, DIAG_JSON_END, span_of(at, 0), doc_type_word(container->type),
             line_text(p, container->span.start), NULL);
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
        *ret_name = arena_text_n(p->arena, p->text + p->at, *ret_size);
        p->at += *ret_size;
        diag_say(p->diag, DIAG_JSON_QUOTES, span_from(p, start), NULL);
    } else {
        unexpected(p, "a name in double quotes");
    }
    if (!p->is_over && memchr(*ret_name, '\0', *ret_size) != NULL) {
        diag_say(p->diag, DIAG_JSON_NUL_NAME, span_from(p, start), NULL);
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
        unexpected(p, "':' behind a name");
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
            diag_say(p->diag, DIAG_JSON_COMMA_EXTRA, span_of(comma, 1),
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
        diag_say(p->diag, DIAG_JSON_COMMA_MISSING, span_of(last->span.end - 1, 1), NULL);
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
            append(container, &last, n);
        }
    }
    index_children(p->arena, container);
    if (container->type == DOC_OBJECT && !p->is_over) {
        find_duplicates(p, container);
    }
}

static void parse_container(struct parser *p, struct doc_node *n)
{
    if (p->depth == DOC_DEPTH_MAX) {
        diag_say(p->diag, DIAG_JSON_DEEP, span_of(p->at, 1),
                 arena_print(p->arena, "%d", DOC_DEPTH_MAX), NULL);
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
    struct doc_node *n = arena_get(p->arena, sizeof *n);
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

/* False after a message: the bytes are no text. */
static bool is_text(const struct parser *p)
{
    const char *nul = memchr(p->text, '\0', p->size);
    if (nul != NULL) {
        bool is_wide = p->size >= 2 && (memcmp(p->text, "\xFF\xFE", 2) == 0 ||
                                        memcmp(p->text, "\xFE\xFF", 2) == 0 ||
                                        p->text[0] == '\0' || p->text[1] == '\0');
        diag_say(p->diag, DIAG_TEXT_BINARY, span_of((size_t)(nul - p->text), 1),
                 is_wide ? ", as UTF-16 does: save it as UTF-8" : "", NULL);
        return false;
    }
    size_t valid = text_utf8_span(p->text, p->size);
    if (valid < p->size) {
        diag_say(p->diag, DIAG_TEXT_ENCODING, span_of(valid, 1),
                 arena_print(p->arena, "0x%02X", (unsigned char)p->text[valid]), NULL);
        return false;
    }
    return true;
}

struct doc_node *doc_parse(struct arena *a, struct diag *d, const struct source *s)
{
    if (s == NULL) {
        return NULL;
    }
    struct parser p = { .arena = a, .diag = d, .source = s, .text = s->text, .size = s->size };
    diag_source(d, s);
    if (!is_text(&p)) {
        return NULL;
    }
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
    if (p.is_broken) {
        return NULL;
    }
    diag_document(d, doc_locate, root);
    return root;
}

/* The last of the members of that name, by bisection. */
static const struct doc_node *bisect_name(const struct doc_node *object, const char *name,
                                          size_t size)
{
    size_t low = 0, high = object->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct doc_node *n = object->by->by_name[middle];
        if (compare_names(n->name, n->name_size, name, size) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct doc_node *n = object->by->by_name[low - 1];
    return compare_names(n->name, n->name_size, name, size) == 0 ? n : NULL;
}

const struct doc_node *doc_member(const struct doc_node *object, const char *name)
{
    if (object == NULL || object->type != DOC_OBJECT) {
        return NULL;
    }
    size_t size = strlen(name);
    if (object->by != NULL) {
        return bisect_name(object, name, size);
    }
    const struct doc_node *member = NULL;
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        if (compare_names(n->name, n->name_size, name, size) == 0) {
            member = n;
        }
    }
    return member;
}

void doc_renamed(struct arena *a, struct diag *d, const struct source *s,
                 struct doc_node *object)
{
    struct parser p = { .arena = a, .diag = d, .source = s };
    index_children(a, object);
    find_duplicates(&p, object);
}

const struct doc_node *doc_after(const struct doc_node *n, const struct doc_node *root)
{
    if (n->first != NULL) {
        return n->first;
    }
    while (n != root && n->next == NULL) {
        n = n->parent;
    }
    return n == root ? NULL : n->next;
}

bool doc_is_text(const struct doc_node *n, const char *text)
{
    return n != NULL && n->type == DOC_STRING && n->text_size == strlen(text) &&
           memcmp(n->text, text, n->text_size) == 0;
}

const char *doc_type_word(enum doc_type type)
{
    static const char *const words[] = {
        [DOC_NULL] = "null",     [DOC_FALSE] = "boolean", [DOC_TRUE] = "boolean",
        [DOC_NUMBER] = "number", [DOC_STRING] = "string", [DOC_ARRAY] = "array",
        [DOC_OBJECT] = "object",
    };
    return words[type];
}

/* Where a child begins: a member with its name. */
static uint32_t child_start(const struct doc_node *n)
{
    return n->name != NULL ? n->name_span.start : n->span.start;
}

/* The child in which `offset` lies, or NULL. */
static const struct doc_node *child_at(const struct doc_node *parent, uint32_t offset)
{
    const struct doc_node *last = NULL;
    if (parent->by == NULL) {
        for (const struct doc_node *n = parent->first; n != NULL && child_start(n) <= offset;
             n = n->next) {
            last = n;
        }
    } else {
        size_t low = 0, high = parent->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (child_start(parent->by->in_order[middle]) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        last = low == 0 ? NULL : parent->by->in_order[low - 1];
    }
    return last != NULL && offset < last->span.end ? last : NULL;
}

/* Appends a name as RFC 6901 writes it. */
static void put_pointer_name(struct buf *out, const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '~') {
            buf_text(out, "~0");
        } else if (name[i] == '/') {
            buf_text(out, "~1");
        } else {
            buf_char(out, name[i]);
        }
    }
}

void doc_locate(const void *doc, uint32_t offset, struct buf *location, struct buf *pointer)
{
    const struct doc_node *n = doc;
    if (n == NULL || child_at(n, offset) == NULL) {
        buf_char(location, '/');
        return;
    }
    while ((n = child_at(n, offset)) != NULL) {
        buf_char(pointer, '/');
        if (n->name == NULL) {
            buf_print(location, "%s[%zu]", location->size == 0 ? "/" : "", n->index);
            buf_print(pointer, "%zu", n->index);
        } else {
            buf_char(location, '/');
            buf_put(location, n->name, n->name_size);
            put_pointer_name(pointer, n->name, n->name_size);
        }
    }
}
