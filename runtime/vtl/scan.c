#include "runtime/vtl/scan.h"

#include <string.h>

#include "runtime/base/text.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/node.h"

#define DEPTH_MAX 200 /* of what stands within each other */

/* The line of a place; most are asked for in their order. */
static int line_of(struct scan *p, const char *at)
{
    if (p->mark == NULL || at < p->mark) {
        p->mark = p->text;
        p->mark_line = p->line;
    }
    for (; p->mark < at; p->mark++) {
        p->mark_line += *p->mark == '\n';
    }
    return p->mark_line;
}

struct vtl_node *scan_fail_at(struct scan *p, const char *at, const char *message)
{
    if (!p->has_failed) {
        int line, column;
        text_locate(p->text, at, &line, &column);
        *p->error = (struct parse_error){ message, line + p->line - 1, column };
        p->has_failed = true;
    }
    return NULL;
}

struct vtl_node *scan_fail(struct scan *p, const char *message)
{
    return scan_fail_at(p, p->at, message);
}

struct vtl_node *scan_node(struct scan *p, enum vtl_kind kind, const char *at)
{
    struct vtl_node *n = heap_get(p->heap, sizeof *n);
    n->kind = kind;
    n->line = line_of(p, at);
    return n;
}

void scan_add(struct scan_chain *c, struct vtl_node *n)
{
    *(c->end != NULL ? c->end : &c->first) = n;
    c->end = &n->next;
}

bool scan_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How many bytes are a name. */
size_t scan_name_size(const struct scan *p, const char *at)
{
    const char *c = at;
    if (c >= p->end || !scan_is_letter(*c)) {
        return 0;
    }
    while (c < p->end && (scan_is_letter(*c) || scan_is_digit(*c) || *c == '-')) {
        c++;
    }
    return (size_t)(c - at);
}

void scan_skip_blanks(struct scan *p)
{
    while (p->at < p->end && text_is_blank(*p->at)) {
        p->at++;
    }
}

bool scan_begins(const struct scan *p, const char *at, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(p->end - at) >= size && memcmp(at, word, size) == 0;
}

/* Goes over the word, and the blanks before it. */
bool scan_take(struct scan *p, const char *word)
{
    scan_skip_blanks(p);
    bool is = scan_begins(p, p->at, word);
    p->at += is ? strlen(word) : 0;
    return is;
}

/* The same for a word that no letter may follow. */
bool scan_take_word(struct scan *p, const char *word)
{
    scan_skip_blanks(p);
    bool is = scan_begins(p, p->at, word) && scan_name_size(p, p->at) == strlen(word);
    p->at += is ? strlen(word) : 0;
    return is;
}

bool scan_enter(struct scan *p)
{
    if (++p->depth > DEPTH_MAX) {
        scan_fail(p, "too much stands within each other");
    }
    return !p->has_failed;
}
