/*
 * parse.h - where a parser of expressions stands in its text. Shared by path.c, filter.c,
 * literal.c and intrinsic.c.
 *
 * The text holds no NUL, so that parse_peek() may answer 0 at the end. The first mistake stays.
 */
#ifndef EXPR_PARSE_H
#define EXPR_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/expr/path.h"

struct arena;
struct asl_expr;

/* Brackets, filters and literals that may stand in each other. */
#define PARSE_DEPTH_MAX 50

struct parse;

/* Reads the path in [p->at, end), in which @ stands for the item. Past it afterwards; NULL
 * after a mistake. Filters stand in paths and paths in filters: path.c hands its own function
 * down. */
typedef const struct asl_expr *parse_path(struct parse *p, size_t end);

struct parse {
    struct arena *arena;
    const char *text; /* the whole expression's */
    size_t at;        /* the next byte */
    size_t end;       /* where the part that is being read ends */
    const struct asl_expr
        *root; /* where a $ in a filter begins: ASL_CONTEXT, ASL_VARIABLE; NULL for the data */
    int depth;
    struct expr_error *error; /* message NULL if there is none yet */
    parse_path *path;         /* what reads a path inside of a filter or of arguments */
};

/* Note a mistake at byte `at`. Returns NULL, so that a parser may return its call. */
const struct asl_expr *parse_fail(struct parse *p, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Note a word without quotes at byte `at`. */
void parse_note_bare(struct parse *p, size_t at, size_t size);

/* One level deeper; false after a mistake. Each true wants a parse_leave(). */
bool parse_enter(struct parse *p);
void parse_leave(struct parse *p);

char parse_peek(const struct parse *p);
void parse_skip_blanks(struct parse *p);

/* Past `c`, if it is next. */
bool parse_take(struct parse *p, char c);

bool parse_is_digit(char c);

/* Where the `[`, `(` or `{` at byte `open` is closed; strings are skipped. `p->end` where it is
 * not. */
size_t parse_closing(const struct parse *p, size_t open);

/* Where a path that is an argument ends: at a comma or bracket that is not its own, or before
 * blanks there. */
size_t parse_argument_end(const struct parse *p);

/* How many characters from p->at on are parts of a word. */
size_t parse_span(const struct parse *p, bool (*is_part)(char c));

/*
 * The string in quotes at p->at, unescaped, into the arena with a NUL behind. Returns NULL
 * after a mistake. As Jayway unescapes, but that \" between single quotes stays as it is
 * (P-07).
 */
const char *parse_quoted(struct parse *p, size_t *ret_size);

#endif
