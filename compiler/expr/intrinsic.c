#include "compiler/expr/intrinsic.h"

#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/expr/node.h"
#include "compiler/expr/parse.h"
#include "compiler/expr/word.h"
#include "runtime/base/nearest.h"
#include "runtime/base/number.h"

#define NESTED_MAX 10 /* F-06 */

static const struct asl_expr *call(struct parse *p);

/* ---- 'text' ---- */

static bool check_escape(struct parse *p, size_t at)
{
    if (at + 1 < p->end && strchr("'{}\\", p->text[at + 1]) != NULL) {
        return true;
    }
    parse_fail(p, at, "only \\', \\{, \\} and \\\\ may be written with a backslash");
    return false;
}

/*
 * The string at p->at. The template of States.Format keeps its backslashes: only the function
 * itself can tell
 * \{ from the { of a {}.
 */
static const struct asl_expr *string(struct parse *p, bool is_template)
{
    size_t open = p->at++, size = 0, i = p->at;
    while (i < p->end && p->text[i] != '\'') {
        if (p->text[i] == '\\' && !check_escape(p, i)) {
            return NULL;
        }
        i += p->text[i] == '\\' ? 2 : 1;
    }
    if (i >= p->end) {
        return parse_fail(p, open, "this ' is not closed");
    }
    char *text = arena_get(p->arena, i - p->at + 1);
    for (; p->at < i; p->at++) {
        if (p->text[p->at] == '\\') {
            if (is_template) {
                text[size++] = '\\';
            }
            p->at++;
        }
        text[size++] = p->text[p->at];
    }
    p->at = i + 1;
    return node_string(p->arena, text, size);
}

/* ---- Other arguments ---- */

static const struct asl_expr *path(struct parse *p)
{
    struct expr_error error;
    size_t start = p->at, end = parse_argument_end(p);
    const struct asl_expr *e =
        path_parse(p->arena, p->text + start, end - start, PATH_ANY, &error);
    if (e == NULL) {
        return parse_fail(p, start + error.offset, "%s", error.message);
    }
    for (const struct expr_bare *b = error.bare; b != NULL; b = b->next) {
        parse_note_bare(p, start + b->offset, b->size);
    }
    p->at = end;
    return e;
}

static bool is_word_char(char c)
{
    return c == '_' || c == '.' || parse_is_digit(c) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static const struct asl_expr *number(struct parse *p)
{
    size_t size = number_span(p->text + p->at, p->end - p->at);
    if (size == 0) {
        return parse_fail(p, p->at, "this is not a number");
    }
    p->at += size;
    return node_text(p->arena, ASL_OP_NUMBER,
                     arena_text_n(p->arena, p->text + p->at - size, size));
}

/* true, false, null, or a nested call. */
static const struct asl_expr *word(struct parse *p)
{
    static const struct {
        const char *text;
        enum asl_op op;
    } constants[] = { { "true", ASL_OP_TRUE },
                      { "false", ASL_OP_FALSE },
                      { "null", ASL_OP_NULL } };
    size_t size = parse_span(p, is_word_char);
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (strlen(constants[i].text) == size &&
            memcmp(p->text + p->at, constants[i].text, size) == 0) {
            p->at += size;
            return node_of(p->arena, constants[i].op);
        }
    }
    if (size >= 7 && memcmp(p->text + p->at, "States.", 7) == 0) {
        return call(p);
    }
    return parse_fail(
        p, p->at,
        "an argument is a path, a 'string', a number, true, false, null or another call");
}

static const struct asl_expr *argument(struct parse *p, bool is_template)
{
    char c = parse_peek(p);
    switch (c) {
    case '\'': return string(p, is_template);
    case '$': return path(p);
    case '"': return parse_fail(p, p->at, "a string stands in single quotes here");
    case ',':
    case ')':
    case '\0': return parse_fail(p, p->at, "an argument is missing here");
    case '[': return parse_fail(p, p->at, "an array is made by States.Array()");
    case '{': return parse_fail(p, p->at, "an object is made by States.StringToJson()");
    default: return c == '-' || parse_is_digit(c) ? number(p) : word(p);
    }
}

/* ---- Calls ---- */

/* The arguments behind the bracket at p->at. */
static bool arguments(struct parse *p, const struct word *function, struct node_list *of)
{
    size_t open = p->at++;
    parse_skip_blanks(p);
    bool more = !parse_take(p, ')');
    while (more) {
        bool is_template = of->count == 0 && function->function == asl_format;
        const struct asl_expr *e = argument(p, is_template);
        if (e == NULL) {
            return false;
        }
        node_add(p->arena, of, e);
        parse_skip_blanks(p);
        more = !parse_take(p, ')');
        if (more && !parse_take(p, ',')) {
            parse_fail(p, p->at < p->end ? p->at : open,
                       p->at < p->end ? "a comma or ) must stand here"
                                      : "this ( is not closed");
            return false;
        }
        parse_skip_blanks(p);
    }
    return true;
}

static const struct asl_expr *fail_unknown(struct parse *p, size_t size)
{
    static const char *const names[] = {
#define ASL_WORD(language, word, function, least, most, tells) WORD_NAME_##language(word)
#define WORD_NAME_INTRINSIC(word)                              word,
#define WORD_NAME_FILTER(word)
#define WORD_NAME_PATH(word)
#include <asl/words.def>
    };
    const char *name = arena_text_n(p->arena, p->text + p->at, size < 40 ? size : 40);
    const char *near = nearest_word(name, names, sizeof names / sizeof names[0]);
    return near == NULL
               ? parse_fail(p, p->at, "there is no intrinsic function '%s'", name)
               : parse_fail(p, p->at, "there is no intrinsic function '%s': did you mean '%s'?",
                            name, near);
}

static const struct asl_expr *call(struct parse *p)
{
    size_t size = parse_span(p, is_word_char);
    const struct word *function = word_find(WORD_INTRINSIC, p->text + p->at, size);
    if (function == NULL) {
        return fail_unknown(p, size);
    }
    if (p->depth >= NESTED_MAX) {
        return parse_fail(p, p->at, "at most %d calls may stand in each other", NESTED_MAX);
    }
    p->at += size;
    if (parse_peek(p) != '(') {
        return parse_fail(p, p->at, "a ( must follow the function's name");
    }
    struct node_list of = { 0 };
    p->depth++;
    bool good = arguments(p, function, &of);
    p->depth--;
    return good ? node_call(p->arena, function->function, &of) : NULL;
}

const struct asl_expr *intrinsic_parse(struct arena *a, const char *text, size_t size,
                                       struct expr_error *ret_error)
{
    *ret_error = (struct expr_error){ 0 };
    struct parse p = { .arena = a, .text = text, .end = size, .error = ret_error };
    const char *nul = memchr(text, '\0', size);
    if (nul != NULL) {
        return parse_fail(&p, (size_t)(nul - text), "a call cannot hold the character U+0000");
    }
    const struct asl_expr *e = call(&p);
    parse_skip_blanks(&p);
    if (e == NULL || p.at < size) {
        return parse_fail(&p, p.at, "nothing may follow the call");
    }
    return node_intrinsic(a, text, size, e);
}
