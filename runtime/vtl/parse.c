#include "runtime/vtl/parse.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/vtl/operand.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/node.h"
#include "runtime/vtl/scan.h"

static struct vtl_node *parse_block(struct scan *p);

/* ---- Directives ---- */

/* Returns true if what is behind a word lets it be a directive: "#end" and "#else" may have
 * text right behind them. */
static bool is_followed(const struct scan *p, const char *behind, const char *word)
{
    if (strcmp(word, "end") == 0 || strcmp(word, "else") == 0) {
        return !scan_begins(p, behind - strlen(word), "elseif");
    }
    if (strcmp(word, "break") == 0 || strcmp(word, "stop") == 0) {
        return behind == p->end || !(scan_is_letter(*behind) || scan_is_digit(*behind));
    }
    while (behind < p->end && (*behind == ' ' || *behind == '\t')) {
        behind++;
    }
    return behind < p->end && *behind == '(';
}

/* How many bytes "#word" or "#{word}" has here; 0 if it is another. */
static size_t directive_size(const struct scan *p, const char *at, const char *word)
{
    size_t size = strlen(word);
    bool is_formal = scan_begins(p, at, "#{");
    const char *begin = at + 1 + is_formal;
    if (at >= p->end || *at != '#' || !scan_begins(p, begin, word)) {
        return 0;
    }
    const char *behind = begin + size;
    if (is_formal) {
        return behind < p->end && *behind == '}' ? size + 3 : 0;
    }
    return is_followed(p, behind, word) ? size + 1 : 0;
}

/* A directive alone in its line takes the end of the line with it. */
static void skip_line_end(struct scan *p)
{
    const char *at = p->at;
    while (at < p->end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    at += at < p->end && *at == '\r';
    if (at < p->end && *at == '\n') {
        p->at = at + 1;
    }
}

static bool take_directive(struct scan *p, const char *word)
{
    size_t size = directive_size(p, p->at, word);
    p->at += size;
    return size > 0;
}

/* Goes over "(" or ")" of a directive. */
static bool take_bracket(struct scan *p, const char *bracket)
{
    if (!p->has_failed && !scan_take(p, bracket)) {
        scan_fail(p,
                  bracket[0] == '(' ? "'(' is wanted behind the directive" : "')' is wanted");
    }
    if (bracket[0] == ')' && !p->has_failed) {
        skip_line_end(p);
    }
    return !p->has_failed;
}

static struct vtl_node *parse_condition(struct scan *p)
{
    struct vtl_node *n = take_bracket(p, "(") ? operand_parse(p) : NULL;
    return n != NULL && take_bracket(p, ")") ? n : NULL;
}

static struct vtl_node *parse_set(struct scan *p, const char *begin)
{
    struct vtl_node *n = scan_node(p, VTL_SET, begin);
    if (!take_bracket(p, "(")) {
        return NULL;
    }
    scan_skip_blanks(p);
    n->first = p->at < p->end && *p->at == '$' ? operand_reference(p) : NULL;
    if (n->first == NULL) {
        return scan_fail(p, "#set takes ($name = value)");
    }
    for (const struct vtl_node *s = n->first->first; s != NULL; s = s->next) {
        if (s->kind == VTL_METHOD && s->next == NULL) {
            return scan_fail(p, "#set cannot set what a method gives");
        }
    }
    if (!scan_take(p, "=")) {
        return scan_fail(p, "'=' is wanted");
    }
    n->second = operand_parse(p);
    return n->second != NULL && take_bracket(p, ")") ? n : NULL;
}

static bool take_end(struct scan *p, const char *begin, const char *message)
{
    if (!p->has_failed && !take_directive(p, "end")) {
        scan_fail_at(p, begin, message);
    }
    skip_line_end(p);
    return !p->has_failed;
}

/* Behind #if or #elseif, up to what parts it from what follows. */
static bool parse_branch(struct scan *p, struct vtl_node *n)
{
    n->first = parse_condition(p);
    n->second = n->first != NULL ? parse_block(p) : NULL;
    return n->second != NULL;
}

/* However many #elseif there are, they do not stand within each other. */
static struct vtl_node *parse_if(struct scan *p, const char *begin)
{
    struct vtl_node *whole = scan_node(p, VTL_IF, begin), *n = whole;
    if (!scan_enter(p)) {
        return NULL;
    }
    while (parse_branch(p, n) && take_directive(p, "elseif")) {
        n->third = scan_node(p, VTL_IF, begin);
        n = n->third;
    }
    if (!p->has_failed && take_directive(p, "else")) {
        skip_line_end(p);
        n->third = parse_block(p);
    }
    p->depth--;
    return !p->has_failed && take_end(p, begin, "this #if has no #end") ? whole : NULL;
}

static struct vtl_node *parse_foreach(struct scan *p, const char *begin)
{
    struct vtl_node *n = scan_node(p, VTL_FOREACH, begin);
    if (!take_bracket(p, "(")) {
        return NULL;
    }
    scan_skip_blanks(p);
    struct vtl_node *variable = p->at < p->end && *p->at == '$' ? operand_reference(p) : NULL;
    if (variable == NULL || variable->first != NULL || !scan_take_word(p, "in")) {
        return scan_fail(p, "#foreach takes ($name in list)");
    }
    n->text = variable->text;
    n->size = variable->size;
    n->first = operand_parse(p);
    if (n->first == NULL || !take_bracket(p, ")") || !scan_enter(p)) {
        return NULL;
    }
    n->second = parse_block(p);
    p->depth--;
    return take_end(p, begin, "this #foreach has no #end") ? n : NULL;
}

static bool is_unknown(const struct scan *p, const char *at)
{
    static const char *const words[] = { "macro", "define", "parse", "include", "evaluate" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t size = directive_size(p, at, words[i]);
        if (size > 0) {
            return true;
        }
    }
    return false;
}

static struct vtl_node *parse_alone(struct scan *p, enum vtl_kind kind, const char *begin)
{
    skip_line_end(p);
    return scan_node(p, kind, begin);
}

/* Stands at '#'. NULL without an error if that begins no directive. */
static struct vtl_node *parse_directive(struct scan *p)
{
    const char *begin = p->at;
    if (is_unknown(p, begin)) {
        return scan_fail(p, "this directive is not known to mapping templates here");
    }
    return take_directive(p, "set")       ? parse_set(p, begin)
           : take_directive(p, "if")      ? parse_if(p, begin)
           : take_directive(p, "foreach") ? parse_foreach(p, begin)
           : take_directive(p, "break")   ? parse_alone(p, VTL_BREAK, begin)
           : take_directive(p, "stop")    ? parse_alone(p, VTL_STOP, begin)
                                          : NULL;
}

/* ---- Texts ---- */

/* Goes over a comment. Returns false if there is none here. */
static bool skip_comment(struct scan *p)
{
    if (scan_begins(p, p->at, "##")) {
        const char *end = memchr(p->at, '\n', (size_t)(p->end - p->at));
        p->at = end != NULL ? end + 1 : p->end;
        return true;
    }
    if (!scan_begins(p, p->at, "#*")) {
        return false;
    }
    const char *end = memmem(p->at, (size_t)(p->end - p->at), "*#", 2);
    if (end == NULL) {
        scan_fail(p, "this comment has no end");
        return false;
    }
    p->at = end + 2;
    return true;
}

static struct vtl_node *text_node(struct scan *p, const char *begin, const char *end)
{
    struct vtl_node *n = scan_node(p, VTL_TEXT, begin);
    n->text = begin;
    n->size = (size_t)(end - begin);
    return n;
}

/* #[[text]]# stands for itself. */
static struct vtl_node *parse_verbatim(struct scan *p)
{
    const char *begin = p->at + 3;
    const char *end =
        scan_begins(p, p->at, "#[[") ? memmem(begin, (size_t)(p->end - begin), "]]#", 3) : NULL;
    if (end == NULL) {
        return NULL;
    }
    p->at = end + 3;
    return text_node(p, begin, end);
}

/* The directive that stands at '#', with what begins it: its bytes; 0 if it is none. */
static size_t any_directive_size(const struct scan *p, const char *at)
{
    static const char *const words[] = { "set",     "if",    "elseif", "else",
                                         "foreach", "break", "stop",   "end" };
    size_t size = 0;
    for (size_t i = 0; size == 0 && i < sizeof words / sizeof words[0]; i++) {
        size = directive_size(p, at, words[i]);
    }
    return size;
}

/* Backslashes before a reference or a directive: two of them are one, and one that is left
 * makes a text of what follows it. Of a reference only its value tells whether they count. */
static struct vtl_node *parse_escaped(struct scan *p)
{
    const char *begin = p->at;
    while (p->at < p->end && *p->at == '\\') {
        p->at++;
    }
    const char *at = p->at;
    size_t count = (size_t)(at - begin), size = any_directive_size(p, at);
    if (size > 0) {
        p->at += count % 2 == 1 ? size : 0;
        return text_node(p, begin + (count + 1) / 2, p->at);
    }
    struct vtl_node *reference = at < p->end && *at == '$' ? operand_reference(p) : NULL;
    if (reference == NULL) {
        return p->has_failed ? NULL : text_node(p, begin, at);
    }
    struct vtl_node *n = scan_node(p, VTL_ESCAPED, begin);
    n->first = reference;
    n->text = begin;
    n->size = count;
    return n;
}

static struct vtl_node *parse_shown(struct scan *p)
{
    const char *begin = p->at;
    struct vtl_node *reference = operand_reference(p);
    if (reference == NULL) {
        return NULL;
    }
    struct vtl_node *n = scan_node(p, VTL_SHOWN, begin);
    n->first = reference;
    return n;
}

/* What stands here and is no plain text; NULL if it is such. */
static struct vtl_node *parse_special(struct scan *p)
{
    struct vtl_node *n = NULL;
    if (*p->at == '$') {
        n = parse_shown(p);
    } else if (*p->at == '\\') {
        n = parse_escaped(p);
    } else {
        n = parse_verbatim(p);
        n = n == NULL ? parse_directive(p) : n;
    }
    return n;
}

/* Up to what ends or parts it: #end, #else, #elseif. */
static struct vtl_node *parse_block(struct scan *p)
{
    struct vtl_node *block = scan_node(p, VTL_BLOCK, p->at);
    struct scan_chain all = { 0 };
    const char *plain = p->at;
    while (p->at < p->end && !p->has_failed) {
        const char *at = p->at;
        if (*at != '$' && *at != '#' && *at != '\\') {
            p->at++;
            continue;
        }
        if (directive_size(p, at, "end") > 0 || directive_size(p, at, "else") > 0 ||
            directive_size(p, at, "elseif") > 0) {
            break;
        }
        struct vtl_node *n = skip_comment(p) || p->has_failed ? NULL : parse_special(p);
        if (n == NULL && p->at == at) {
            p->at++;
            continue;
        }
        if (at > plain) {
            scan_add(&all, text_node(p, plain, at));
        }
        if (n != NULL) {
            scan_add(&all, n);
        }
        plain = p->at;
    }
    if (!p->has_failed && p->at > plain) {
        scan_add(&all, text_node(p, plain, p->at));
    }
    block->first = all.first;
    return p->has_failed ? NULL : block;
}

struct vtl_node *parse_template(struct heap *h, const char *text, size_t size,
                                struct parse_error *ret_error)
{
    const char *copy = heap_text(h, text, size);
    struct scan p = { .heap = h,
                      .text = copy,
                      .at = copy,
                      .end = copy + size,
                      .line = 1,
                      .error = ret_error,
                      .block = parse_block };
    struct vtl_node *block = parse_block(&p);
    if (block != NULL && p.at < p.end) {
        return scan_fail(&p, "there is nothing that this ends or parts");
    }
    return block;
}
