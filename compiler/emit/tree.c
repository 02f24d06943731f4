#include "compiler/emit/tree.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <asl/tree.h>

#include "compiler/emit/quote.h"
#include "compiler/expr/word.h"
#include "compiler/jsonata/words.h"
#include "compiler/plan/deep.h"
#include "runtime/base/buf.h"

/* The most columns that are kept free for brackets that close. */
#define TAIL_MAX 24

/*
 * What a node looks like: MACRO, or MACRO(first, children...). The first argument is a text, a
 * number, a function's name or nothing.
 */
enum first {
    FIRST_NONE,
    FIRST_TEXT,
    FIRST_NUMBER,
    FIRST_INDEX,
    FIRST_FUNCTION,
    FIRST_WORD,
    FIRST_TEXT_AND_WORD,
    FIRST_PATTERN, /* a text, and the text of the one child */
    FIRST_NAME
};
struct look {
    const char *macro;
    enum first first;
    bool has_children;
};

/* What a list looks like that has nothing in it; no macro if it looks as any other. */
static struct look look_of_empty(enum asl_op op)
{
    static const struct look empty[] = {
        [ASL_OP_ARRAY] = { "ASL_EMPTY_ARRAY", FIRST_NONE, false },
        [ASL_OP_OBJECT] = { "ASL_EMPTY_OBJECT", FIRST_NONE, false },
        [ASL_OP_CALL] = { "ASL_CALL_0", FIRST_FUNCTION, false },
        [ASL_OP_J_CALL] = { "JNA_CALL_0", FIRST_WORD, false },
        [ASL_OP_J_BLOCK] = { "JNA_EMPTY_BLOCK", FIRST_NONE, false },
        [ASL_OP_J_ARRAY] = { "JNA_EMPTY_ARRAY", FIRST_NONE, false },
        [ASL_OP_J_OBJECT] = { "JNA_EMPTY_OBJECT", FIRST_NONE, false },
        [ASL_OP_J_TUPLES] = { NULL, FIRST_NONE, false },
    };
    return empty[op];
}

static bool is_empty(const struct asl_expr *e)
{
    return e->op == ASL_OP_OBJECT ? e->fields[0].name == NULL
                                  : e->of != NULL && e->of[0] == NULL;
}

static const struct look looks[] = {
    [ASL_OP_NULL] = { "ASL_NULL", FIRST_NONE, false },
    [ASL_OP_FALSE] = { "ASL_FALSE", FIRST_NONE, false },
    [ASL_OP_TRUE] = { "ASL_TRUE", FIRST_NONE, false },
    [ASL_OP_NUMBER] = { "ASL_NUMBER", FIRST_NUMBER, false },
    [ASL_OP_STRING] = { "ASL_STRING", FIRST_TEXT, false },
    [ASL_OP_ARRAY] = { "ASL_ARRAY", FIRST_NONE, true },
    [ASL_OP_OBJECT] = { "ASL_OBJECT", FIRST_NONE, true },
    [ASL_OP_SAME] = { "ASL_SAME", FIRST_NAME, false },
    [ASL_OP_PATH] = { "ASL_PATH", FIRST_TEXT, true },
    [ASL_OP_INTRINSIC] = { "ASL_INTRINSIC", FIRST_TEXT, true },
    [ASL_OP_CALL] = { "ASL_CALL", FIRST_FUNCTION, true },
    [ASL_OP_ROOT] = { "ASL_ROOT", FIRST_NONE, false },
    [ASL_OP_CONTEXT] = { "ASL_CONTEXT", FIRST_NONE, false },
    [ASL_OP_VARIABLE] = { "ASL_VARIABLE", FIRST_TEXT, false },
    [ASL_OP_ITEM] = { "ASL_ITEM", FIRST_NONE, false },
    [ASL_OP_KEY] = { "ASL_KEY", FIRST_TEXT, false },
    [ASL_OP_INDEX] = { "ASL_INDEX", FIRST_INDEX, false },
    [ASL_OP_EACH] = { "ASL_EACH", FIRST_NONE, false },
    [ASL_OP_SLICE] = { "ASL_SLICE", FIRST_NONE, true },
    [ASL_OP_UNION] = { "ASL_UNION", FIRST_NONE, true },
    [ASL_OP_DEEP] = { "ASL_DEEP", FIRST_NONE, false },
    [ASL_OP_WHERE] = { "ASL_WHERE", FIRST_NONE, true },
    [ASL_OP_JSONATA] = { "ASL_JSONATA", FIRST_TEXT, true },
    [ASL_OP_J_HERE] = { "JNA_HERE", FIRST_NONE, false },
    [ASL_OP_J_TOP] = { "JNA_TOP", FIRST_NONE, false },
    [ASL_OP_J_WORD] = { "JNA_WORD", FIRST_WORD, false },
    [ASL_OP_J_EITHER] = { "JNA_EITHER", FIRST_TEXT_AND_WORD, false },
    [ASL_OP_J_CALL] = { "JNA_CALL", FIRST_WORD, true },
    [ASL_OP_J_APPLY] = { "JNA_APPLY", FIRST_NONE, true },
    [ASL_OP_J_PARTIAL] = { "JNA_PARTIAL", FIRST_NONE, true },
    [ASL_OP_J_HOLE] = { "JNA_HOLE", FIRST_NONE, false },
    [ASL_OP_J_CHAIN] = { "JNA_CHAIN", FIRST_NONE, true },
    [ASL_OP_J_LAMBDA] = { "JNA_LAMBDA", FIRST_TEXT, true },
    [ASL_OP_J_BLOCK] = { "JNA_BLOCK", FIRST_NONE, true },
    [ASL_OP_J_BIND] = { "JNA_BIND", FIRST_TEXT, true },
    [ASL_OP_J_IF] = { "JNA_IF", FIRST_NONE, true },
    [ASL_OP_J_AND] = { "JNA_AND", FIRST_NONE, true },
    [ASL_OP_J_OR] = { "JNA_OR", FIRST_NONE, true },
    [ASL_OP_J_ARRAY] = { "JNA_ARRAY", FIRST_NONE, true },
    [ASL_OP_J_OBJECT] = { "JNA_OBJECT", FIRST_NONE, true },
    [ASL_OP_J_GROUP] = { "JNA_GROUP", FIRST_NONE, true },
    [ASL_OP_J_REGEX] = { "JNA_REGEX", FIRST_PATTERN, false },
    [ASL_OP_J_TRANSFORM] = { "JNA_TRANSFORM", FIRST_NONE, true },
    [ASL_OP_J_PATH] = { "JNA_PATH", FIRST_NONE, true },
    [ASL_OP_J_NAME] = { "JNA_NAME", FIRST_TEXT, false },
    [ASL_OP_J_WILD] = { "JNA_WILD", FIRST_NONE, false },
    [ASL_OP_J_DEEP] = { "JNA_DEEP", FIRST_NONE, false },
    [ASL_OP_J_PARENT] = { "JNA_PARENT", FIRST_INDEX, false },
    [ASL_OP_J_SORT] = { "JNA_SORT", FIRST_NONE, true },
    [ASL_OP_J_DOWN] = { "JNA_DOWN", FIRST_NONE, true },
    [ASL_OP_J_FILTERED] = { "JNA_FILTERED", FIRST_NONE, true },
    [ASL_OP_J_WHERE] = { "JNA_WHERE", FIRST_NONE, true },
    [ASL_OP_J_KEEP] = { "JNA_KEEP", FIRST_NONE, false },
    [ASL_OP_J_AT] = { "JNA_AT", FIRST_TEXT, false },
    [ASL_OP_J_POSITION] = { "JNA_POSITION", FIRST_TEXT, false },
    [ASL_OP_J_ANCESTOR] = { "JNA_ANCESTOR", FIRST_INDEX, false },
    [ASL_OP_J_TUPLES] = { "JNA_TUPLES", FIRST_NONE, false },
};

static struct look look_of(const struct asl_expr *e)
{
    static const struct look apply_to = { "JNA_APPLY_TO", FIRST_TEXT, true };
    static const struct look partial_to = { "JNA_PARTIAL_TO", FIRST_TEXT, true };
    if (is_empty(e) && look_of_empty(e->op).macro != NULL) {
        return look_of_empty(e->op);
    }
    if ((e->op == ASL_OP_J_APPLY || e->op == ASL_OP_J_PARTIAL) && e->text != NULL) {
        return e->op == ASL_OP_J_APPLY ? apply_to : partial_to;
    }
    assert((size_t)e->op < sizeof looks / sizeof looks[0] && looks[e->op].macro != NULL);
    return looks[e->op];
}

static bool is_long_string(const struct asl_expr *e)
{
    return e->op == ASL_OP_STRING && e->size > DEEP_STRING_MAX;
}

static size_t text_size(const struct asl_expr *e)
{
    bool has_size = e->op == ASL_OP_STRING || e->op == ASL_OP_J_NAME || e->op == ASL_OP_J_REGEX;
    return has_size ? (size_t)e->size : strlen(e->text);
}

static void put_first(struct buf *c, const struct asl_expr *e, enum first first)
{
    switch (first) {
    case FIRST_NONE: break;
    case FIRST_TEXT: quote_text(c, e->text, text_size(e)); break;
    case FIRST_NUMBER:
    case FIRST_NAME: buf_text(c, e->text); break;
    case FIRST_INDEX: buf_int(c, e->size); break;
    case FIRST_FUNCTION: buf_text(c, word_of(e->call)->c_name); break;
    case FIRST_WORD: buf_text(c, words_of(e->word)->c_name); break;
    case FIRST_TEXT_AND_WORD:
        quote_text(c, e->text, strlen(e->text));
        buf_print(c, ", %s", words_of(e->word)->c_name);
        break;
    case FIRST_PATTERN:
        quote_text(c, e->text, text_size(e));
        buf_text(c, ", ");
        quote_text(c, e->of[0]->text, text_size(e->of[0]));
        break;
    }
}

/* ---- On one line ---- */

static void put_flat(struct buf *c, const struct asl_expr *e);

static void put_flat_fields(struct buf *c, const struct asl_field *f)
{
    for (const char *between = ""; f->name != NULL && !c->full; f++, between = ", ") {
        buf_print(c, "%s{ ", between);
        quote_text(c, f->name, strlen(f->name));
        buf_text(c, ", ");
        put_flat(c, f->value);
        buf_text(c, " }");
    }
}

static void put_flat_list(struct buf *c, const struct asl_expr *const *of, const char *between)
{
    for (; *of != NULL && !c->full; of++, between = ", ") {
        buf_text(c, between);
        put_flat(c, *of);
    }
}

/* Stops soon after the buffer's limit, so that asking whether a tree fits costs a line, not a
 * tree. */
static void put_flat(struct buf *c, const struct asl_expr *e)
{
    struct look s = look_of(e);
    buf_text(c, s.macro);
    if (s.first == FIRST_NONE && !s.has_children) {
        return;
    }
    buf_char(c, '(');
    put_first(c, e, s.first);
    if (s.has_children && e->op == ASL_OP_OBJECT) {
        put_flat_fields(c, e->fields);
    } else if (s.has_children) {
        put_flat_list(c, e->of, s.first == FIRST_NONE ? "" : ", ");
    }
    buf_char(c, ')');
}

void tree_print_flat(struct buf *c, const struct asl_expr *e)
{
    put_flat(c, e);
}

/* Print flat into what is left of the line, or print nothing. */
static bool put_if_it_fits(struct buf *c, const struct asl_expr *e, int indent, int tail)
{
    int room = quote_line_end(indent) - quote_column(c) - tail;
    if (room <= 0 || is_long_string(e)) {
        return false;
    }
    /* A character has up to four bytes; what counts is columns. */
    struct buf flat = { .limit = (size_t)room * 4 };
    put_flat(&flat, e);
    bool fits = !flat.full && quote_columns(buf_string(&flat), flat.size) <= room;
    if (fits) {
        buf_put(c, flat.text, flat.size);
    }
    buf_release(&flat);
    return fits;
}

/* ---- Broken ---- */

static void new_line(struct buf *c, int indent)
{
    buf_char(c, '\n');
    quote_blanks(c, indent);
}

/* A text that may be too long for its line. */
static void put_text(struct buf *c, const char *text, size_t size, int indent, int tail)
{
    struct buf flat = { .limit = QUOTE_LINE * 4 };
    quote_text(&flat, text, size);
    if (!flat.full && quote_column(c) + quote_columns(buf_string(&flat), flat.size) + tail <=
                          quote_line_end(indent)) {
        buf_put(c, flat.text, flat.size);
    } else {
        new_line(c, indent);
        quote_lines(c, text, size, indent, tail, "");
    }
    buf_release(&flat);
}

/* Pieces end between characters, and have no more bytes than a literal may. */
static void put_join(struct buf *c, const struct asl_expr *e, int indent, int tail)
{
    const char *at = e->text, *end = at + e->size;
    buf_text(c, "ASL_JOIN(");
    while (at < end) {
        const char *stop = end - at > DEEP_STRING_MAX ? at + DEEP_STRING_MAX : end;
        while (stop < end && ((unsigned char)*stop & 0xc0) == 0x80) {
            stop--;
        }
        struct asl_expr piece = { .op = ASL_OP_STRING, .size = (int)(stop - at), .text = at };
        new_line(c, indent);
        tree_print(c, &piece, indent, 1 + tail);
        buf_char(c, stop < end ? ',' : ')');
        at = stop;
    }
}

/* Write closing brackets on a new line if they and what follows do not fit on this one. */
static void put_closing(struct buf *c, const char *closing, int indent)
{
    bool separates = *closing == ',';
    if (!separates && quote_column(c) + (int)strlen(closing) + 1 > quote_line_end(indent)) {
        new_line(c, indent);
        closing += *closing == ' ';
    }
    buf_text(c, closing);
}

/* The columns that stay free for what closes: more of it goes on below. */
static int closing_tail(int tail)
{
    return tail < TAIL_MAX ? tail : TAIL_MAX;
}

static void put_fields(struct buf *c, const struct asl_field *f, int indent, int tail)
{
    for (; f->name != NULL; f++) {
        bool is_last = f[1].name == NULL;
        new_line(c, indent);
        buf_text(c, "{ ");
        quote_text(c, f->name, strlen(f->name));
        buf_text(c, ", ");
        tree_print(c, f->value, indent, is_last ? closing_tail(3 + tail) : 3);
        put_closing(c, is_last ? " })" : " },", indent);
    }
}

static bool has_condition(const struct asl_expr *path)
{
    for (const struct asl_expr *const *of = path->of; *of != NULL; of++) {
        if ((*of)->op == ASL_OP_WHERE || (*of)->op == ASL_OP_J_WHERE) {
            return true;
        }
    }
    return false;
}

static int flat_columns(const struct asl_expr *e)
{
    struct buf flat = { .limit = QUOTE_LINE * 4 };
    put_flat(&flat, e);
    int columns = flat.full ? QUOTE_LINE : quote_columns(buf_string(&flat), flat.size);
    buf_release(&flat);
    return columns;
}

/* The steps of a path, as many on each line as have room there. */
static void put_steps(struct buf *c, const struct asl_expr *path, int indent, int tail)
{
    for (const struct asl_expr *const *of = path->of; *of != NULL; of++) {
        bool is_last = of[1] == NULL;
        int behind = is_last ? closing_tail(1 + tail) : 1;
        int end = quote_column(c) + 1 + flat_columns(*of) + behind;
        if (of == path->of || end > quote_line_end(indent)) {
            new_line(c, indent);
        } else {
            buf_char(c, ' ');
        }
        tree_print(c, *of, indent, behind);
        put_closing(c, is_last ? ")" : ",", indent);
    }
}

static void put_list(struct buf *c, const struct asl_expr *e, int indent, int tail)
{
    if ((e->op == ASL_OP_PATH || e->op == ASL_OP_J_PATH) && !has_condition(e)) {
        put_steps(c, e, indent, tail);
        return;
    }
    for (const struct asl_expr *const *of = e->of; *of != NULL; of++) {
        bool is_last = of[1] == NULL;
        new_line(c, indent);
        tree_print(c, *of, indent, is_last ? closing_tail(1 + tail) : 1);
        put_closing(c, is_last ? ")" : ",", indent);
    }
}

static void put_broken(struct buf *c, const struct asl_expr *e, int indent, int tail)
{
    struct look s = look_of(e);
    buf_print(c, "%s(", s.macro);
    if (s.first == FIRST_TEXT) {
        put_text(c, e->text, text_size(e), indent, 1 + tail);
    } else {
        put_first(c, e, s.first);
    }
    if (!s.has_children) {
        buf_char(c, ')');
    } else if (e->op == ASL_OP_OBJECT) {
        put_fields(c, e->fields, indent, tail);
    } else {
        buf_text(c, s.first == FIRST_NONE ? "" : ",");
        put_list(c, e, indent, tail);
    }
}

static bool can_break(const struct asl_expr *e)
{
    struct look s = look_of(e);
    return s.has_children || s.first == FIRST_TEXT;
}

/* Print what cannot be broken; if it has no room, on a line of its own, further to the left. */
static void put_whole(struct buf *c, const struct asl_expr *e)
{
    int columns = flat_columns(e);
    if (quote_column(c) + columns > QUOTE_LINE) {
        new_line(c, columns < QUOTE_LINE ? QUOTE_LINE - columns : 0);
    }
    put_flat(c, e);
}

void tree_print(struct buf *c, const struct asl_expr *e, int indent, int tail)
{
    if (is_long_string(e)) {
        put_join(c, e, indent + 4, tail);
    } else if (!put_if_it_fits(c, e, indent, tail)) {
        if (can_break(e)) {
            put_broken(c, e, indent + 4, tail);
        } else {
            put_whole(c, e);
        }
    }
}
