/*
 * phrase.h - the parts of a PartiQL statement below its clauses: words, constants, paths and
 * calls. Private to runtime/item/.
 *
 * Functions that want something return false, or NULL, with a message in the reader's `why`
 * where something else stands there. Only the first message is kept.
 */
#ifndef ITEM_PHRASE_H
#define ITEM_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/item/lexeme.h"

struct buf;
struct docpath;
struct partiql;
struct value;

struct phrase_reader {
    struct lexeme_reader words;
    const struct value *parameters; /* borrowed: what ? stands for; or NULL */
    size_t used;                    /* how many of them were asked for */
    struct partiql *out;            /* what is read */
    size_t placeholders, depth;
    struct value **names, **values; /* borrowed: objects, where placeholders go */
    struct buf *why;
    bool has_failed;
};

/* An operand as it was read. */
struct phrase_operand {
    char *attribute;     /* owned: it is that attribute as a whole; or NULL */
    struct value *value; /* owned: it is a constant; or NULL */
};
void phrase_release_operand(struct phrase_operand *o);

/* Always false, so that a check can end with it. */
bool phrase_fail(struct phrase_reader *r, const char *what);

/* The word that was read last: what it is, whatever its case; going on behind it. */
bool phrase_is_word(const struct phrase_reader *r, const char *word);
bool phrase_is_mark(const struct phrase_reader *r, const char *mark);
void phrase_next(struct phrase_reader *r);
bool phrase_takes_word(struct phrase_reader *r, const char *word);
bool phrase_takes_mark(struct phrase_reader *r, const char *mark);
bool phrase_want_word(struct phrase_reader *r, const char *word);
bool phrase_want_mark(struct phrase_reader *r, const char *mark);

/* A name, in quotation marks or without: new. */
char *phrase_want_name(struct phrase_reader *r);

/* Count one more level; the caller takes it away from `depth` again in any case. */
bool phrase_go_deeper(struct phrase_reader *r);

/* A constant as an attribute value, and all of them up to the mark `end`, as an array: new. */
struct value *phrase_want_value(struct phrase_reader *r);
struct value *phrase_want_values(struct phrase_reader *r, const char *end);

/* An attribute value of that type; `content` is taken. */
struct value *phrase_scalar(const char *type, struct value *content);

/* A path: a.b[1], "a"."b", a['b']. */
bool phrase_want_path(struct phrase_reader *r, struct docpath *path);

/* Append a placeholder for a value (taken), and a path with placeholders for its names. */
void phrase_put_value(struct phrase_reader *r, struct buf *out, struct value *v);
void phrase_put_path(struct phrase_reader *r, struct buf *out, const struct docpath *path);

/* What is called here, as expressions call it, static; NULL if no call stands here. */
const char *phrase_function_at(const struct phrase_reader *r);

/* Append that call. `first` and `second` are what its first two operands were. */
bool phrase_put_call(struct phrase_reader *r, struct buf *out, const char *function,
                     struct phrase_operand *first, struct phrase_operand *second);

/* Append an operand: a constant, a path or a call. */
bool phrase_put_operand(struct phrase_reader *r, struct buf *out, struct phrase_operand *ret);

#endif
