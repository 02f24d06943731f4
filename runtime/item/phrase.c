#include "runtime/item/phrase.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/docpath.h"
#include "runtime/value/value.h"

/* How deep lists, maps and parentheses may nest. */
enum { DEPTH_MOST = 64 };

bool phrase_fail(struct phrase_reader *r, const char *what)
{
    if (!r->has_failed) {
        r->has_failed = true;
        buf_clear(r->why);
        buf_print(r->why, "Statement wasn't well formed, can't be processed: %s", what);
    }
    return false;
}

/* ---- Words ---- */

bool phrase_is_word(const struct phrase_reader *r, const char *word)
{
    return r->words.kind == LEXEME_WORD && strcasecmp(buf_string(&r->words.text), word) == 0;
}

bool phrase_is_mark(const struct phrase_reader *r, const char *mark)
{
    return r->words.kind == LEXEME_MARK && text_is(buf_string(&r->words.text), mark);
}

void phrase_next(struct phrase_reader *r)
{
    lexeme_next(&r->words);
    if (r->words.kind == LEXEME_BAD) {
        phrase_fail(r, "Unexpected term");
    }
}

bool phrase_takes_word(struct phrase_reader *r, const char *word)
{
    return phrase_is_word(r, word) && (phrase_next(r), true);
}

bool phrase_takes_mark(struct phrase_reader *r, const char *mark)
{
    return phrase_is_mark(r, mark) && (phrase_next(r), true);
}

bool phrase_want_word(struct phrase_reader *r, const char *word)
{
    return phrase_takes_word(r, word) || phrase_fail(r, "Unexpected keyword");
}

bool phrase_want_mark(struct phrase_reader *r, const char *mark)
{
    return phrase_takes_mark(r, mark) || phrase_fail(r, "Unexpected term");
}

/* A name, in quotation marks or without: new, or NULL after a failure. */
char *phrase_want_name(struct phrase_reader *r)
{
    if (r->words.kind != LEXEME_WORD && r->words.kind != LEXEME_NAME) {
        phrase_fail(r, "Expected identifier");
        return NULL;
    }
    char *name = memory_text(buf_string(&r->words.text));
    phrase_next(r);
    return name;
}

bool phrase_go_deeper(struct phrase_reader *r)
{
    return ++r->depth <= DEPTH_MOST || phrase_fail(r, "The statement nests too deep");
}

/* ---- Constants ---- */

struct value *phrase_scalar(const char *type, struct value *content)
{
    struct value *v = value_object();
    value_set_take(&v, type, content);
    return v;
}

static struct value *parameter(struct phrase_reader *r)
{
    size_t at = r->used++;
    if (at >= value_count(r->parameters)) {
        if (!r->has_failed) {
            r->has_failed = true;
            buf_text(r->why, "Number of parameters in request and statement don't match.");
        }
        return NULL;
    }
    return value_share(value_item(r->parameters, at));
}

/* The values up to a mark: a new array, or NULL after a failure. */
struct value *phrase_want_values(struct phrase_reader *r, const char *end)
{
    struct value *list = value_array(0);
    bool is_good = phrase_go_deeper(r);
    while (is_good && !phrase_takes_mark(r, end)) {
        struct value *v =
            value_count(list) == 0 || phrase_want_mark(r, ",") ? phrase_want_value(r) : NULL;
        is_good = v != NULL;
        if (is_good) {
            value_append_take(&list, v);
        }
    }
    r->depth--;
    if (!is_good) {
        value_release(list);
        return NULL;
    }
    return list;
}

static struct value *want_map(struct phrase_reader *r)
{
    struct value *map = value_object();
    bool is_good = phrase_go_deeper(r), is_first = true;
    while (is_good && !phrase_takes_mark(r, "}")) {
        is_good = is_first || phrase_want_mark(r, ",");
        is_first = false;
        bool is_key = r->words.kind == LEXEME_TEXT || r->words.kind == LEXEME_NAME;
        char *key = memory_text(buf_string(&r->words.text));
        is_good = is_good && (is_key || phrase_fail(r, "Expected a key"));
        if (is_good) {
            phrase_next(r);
            struct value *v = phrase_want_mark(r, ":") ? phrase_want_value(r) : NULL;
            is_good = v != NULL;
            if (is_good) {
                value_set_take(&map, key, v);
            }
        }
        memory_release(key);
    }
    r->depth--;
    if (!is_good) {
        value_release(map);
        return NULL;
    }
    return map;
}

/* A set <<1, 2>> has the type of its members. */
static struct value *want_set(struct phrase_reader *r)
{
    static const char *const types[][2] = { { "S", "SS" }, { "N", "NS" }, { "B", "BS" } };
    struct value *list = phrase_want_values(r, ">>"), *set = NULL;
    for (size_t i = 0; list != NULL && set == NULL && i < 3; i++) {
        struct value *members = value_array(value_count(list));
        for (size_t j = 0; j < value_count(list); j++) {
            struct value *content = NULL;
            if (value_member(value_item(list, j), types[i][0], &content)) {
                value_append_take(&members, value_share(content));
            }
        }
        if (value_count(list) > 0 && value_count(members) == value_count(list)) {
            set = phrase_scalar(types[i][1], value_share(members));
        }
        value_release(members);
    }
    value_release(list);
    if (set == NULL) {
        phrase_fail(r, "A set must hold texts, numbers or bytes of one type");
    }
    return set;
}

static struct value *want_number(struct phrase_reader *r, bool is_negative)
{
    if (r->words.kind != LEXEME_NUMBER) {
        phrase_fail(r, "Unexpected term");
        return NULL;
    }
    struct buf text = { 0 };
    buf_print(&text, "%s%s", is_negative ? "-" : "", buf_string(&r->words.text));
    struct value *v = phrase_scalar("N", value_text(buf_string(&text)));
    buf_release(&text);
    phrase_next(r);
    return v;
}

struct value *phrase_want_value(struct phrase_reader *r)
{
    struct value *inner = NULL;
    if (r->words.kind == LEXEME_TEXT) {
        inner =
            phrase_scalar("S", value_text_n(buf_string(&r->words.text), r->words.text.size));
        phrase_next(r);
        return inner;
    }
    if (phrase_takes_mark(r, "?")) {
        return parameter(r);
    }
    if (phrase_is_word(r, "true") || phrase_is_word(r, "false")) {
        inner = phrase_scalar("BOOL", value_bool(phrase_is_word(r, "true")));
        phrase_next(r);
        return inner;
    }
    if (phrase_takes_word(r, "null")) {
        return phrase_scalar("NULL", value_bool(true));
    }
    if (phrase_takes_mark(r, "[")) {
        inner = phrase_want_values(r, "]");
        return inner != NULL ? phrase_scalar("L", inner) : NULL;
    }
    if (phrase_takes_mark(r, "{")) {
        inner = want_map(r);
        return inner != NULL ? phrase_scalar("M", inner) : NULL;
    }
    if (phrase_takes_mark(r, "<<")) {
        return want_set(r);
    }
    return want_number(r, phrase_takes_mark(r, "-"));
}

static bool is_constant(const struct phrase_reader *r)
{
    return r->words.kind == LEXEME_TEXT || r->words.kind == LEXEME_NUMBER ||
           phrase_is_mark(r, "?") || phrase_is_mark(r, "[") || phrase_is_mark(r, "{") ||
           phrase_is_mark(r, "<<") || phrase_is_mark(r, "-") || phrase_is_word(r, "true") ||
           phrase_is_word(r, "false") || phrase_is_word(r, "null");
}

/* ---- Operands ---- */

/* Appends a placeholder for a value (taken). */
void phrase_put_value(struct phrase_reader *r, struct buf *out, struct value *v)
{
    struct buf name = { 0 };
    buf_print(&name, ":p%zu", r->placeholders++);
    buf_text(out, buf_string(&name));
    value_set_take(r->values, buf_string(&name), v);
    buf_release(&name);
}

static void phrase_put_name(struct phrase_reader *r, struct buf *out, const char *attribute)
{
    struct buf name = { 0 };
    buf_print(&name, "#p%zu", r->placeholders++);
    buf_text(out, buf_string(&name));
    value_set_text(r->names, buf_string(&name), attribute);
    buf_release(&name);
}

static bool is_whole(const char *number)
{
    return strspn(number, "0123456789") == strlen(number);
}

/* A path: a.b[1], "a"."b", a['b']. */
bool phrase_want_path(struct phrase_reader *r, struct docpath *path)
{
    char *name = phrase_want_name(r);
    while (name != NULL) {
        docpath_add_name(path, name, strlen(name));
        memory_release(name);
        name = NULL;
        while (phrase_takes_mark(r, "[")) {
            if (r->words.kind == LEXEME_TEXT) {
                docpath_add_name(path, buf_string(&r->words.text), r->words.text.size);
            } else if (r->words.kind == LEXEME_NUMBER && is_whole(buf_string(&r->words.text))) {
                docpath_add_index(path, strtoul(buf_string(&r->words.text), NULL, 10));
            } else {
                return phrase_fail(r, "Expected path component");
            }
            phrase_next(r);
            if (!phrase_want_mark(r, "]")) {
                return false;
            }
        }
        if (phrase_takes_mark(r, ".")) {
            name = phrase_want_name(r);
        }
    }
    return !r->has_failed;
}

void phrase_put_path(struct phrase_reader *r, struct buf *out, const struct docpath *path)
{
    for (size_t i = 0; i < path->count; i++) {
        const struct docpath_part *p = &path->parts[i];
        if (p->name == NULL) {
            buf_print(out, "[%zu]", p->index);
        } else {
            buf_text(out, i > 0 ? "." : "");
            phrase_put_name(r, out, p->name);
        }
    }
}

void phrase_release_operand(struct phrase_operand *o)
{
    memory_release(o->attribute);
    value_release(o->value);
}

/* What can be called, as expressions call it. */
const char *phrase_function_at(const struct phrase_reader *r)
{
    static const char *const functions[] = { "begins_with",
                                             "contains",
                                             "size",
                                             "attribute_type",
                                             "list_append",
                                             "if_not_exists",
                                             "attribute_exists",
                                             "attribute_not_exists" };
    bool is_call = r->words.kind == LEXEME_WORD && lexeme_is_before(&r->words, '(');
    for (size_t i = 0; is_call && i < sizeof functions / sizeof functions[0]; i++) {
        if (phrase_is_word(r, functions[i])) {
            return functions[i];
        }
    }
    return NULL;
}

/* `first` and `second` are what its first two operands were. */
bool phrase_put_call(struct phrase_reader *r, struct buf *out, const char *function,
                     struct phrase_operand *first, struct phrase_operand *second)
{
    bool is_good = true, is_first = true;
    phrase_next(r);
    phrase_next(r);
    buf_print(out, "%s(", function);
    for (size_t i = 0; is_good && !phrase_takes_mark(r, ")"); i++) {
        struct phrase_operand o = { 0 };
        is_good = is_first || phrase_want_mark(r, ",");
        buf_text(out, is_first ? "" : ", ");
        is_good = is_good && phrase_put_operand(r, out, &o);
        is_first = false;
        if (i < 2) {
            *(i == 0 ? first : second) = o;
        } else {
            phrase_release_operand(&o);
        }
    }
    buf_char(out, ')');
    return is_good;
}

bool phrase_put_operand(struct phrase_reader *r, struct buf *out, struct phrase_operand *ret)
{
    const char *function = phrase_function_at(r);
    if (function != NULL) {
        struct phrase_operand first = { 0 }, second = { 0 };
        bool is_good =
            phrase_go_deeper(r) && phrase_put_call(r, out, function, &first, &second);
        r->depth--;
        phrase_release_operand(&first);
        phrase_release_operand(&second);
        return is_good;
    }
    if (is_constant(r)) {
        ret->value = phrase_want_value(r);
        if (ret->value != NULL) {
            phrase_put_value(r, out, value_share(ret->value));
        }
        return ret->value != NULL;
    }
    struct docpath path = { 0 };
    bool is_good = phrase_want_path(r, &path);
    if (is_good) {
        phrase_put_path(r, out, &path);
        ret->attribute = path.count == 1 ? memory_text(path.parts[0].name) : NULL;
    }
    docpath_release(&path);
    return is_good;
}
