/*
 * member.h - writes a C struct as the JSON text of an object and reads it again, by a table
 * with a row for each member; and puts payloads, times and flags into objects as a history
 * shows them.
 *
 * An object that is put into is the caller's own (value.h's law).
 */
#ifndef VALUE_MEMBER_H
#define VALUE_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;

/* What a struct's member is in C. A text is owned or NULL, and becomes a string or null; a
 * value is owned. An enum is an unsigned int, or a uint8_t. */
enum member_kind {
    MEMBER_BOOL,
    MEMBER_UINT8,
    MEMBER_INT,
    MEMBER_UINT,
    MEMBER_INT64,
    MEMBER_UINT64,
    MEMBER_DOUBLE,
    MEMBER_TEXT,
    MEMBER_VALUE
};

#define MEMBER_KIND(expression)                                                                \
    _Generic((expression),                                                                     \
        bool: MEMBER_BOOL,                                                                     \
        uint8_t: MEMBER_UINT8,                                                                 \
        int: MEMBER_INT,                                                                       \
        unsigned: MEMBER_UINT,                                                                 \
        int64_t: MEMBER_INT64,                                                                 \
        uint64_t: MEMBER_UINT64,                                                               \
        double: MEMBER_DOUBLE,                                                                 \
        char *: MEMBER_TEXT,                                                                   \
        struct value *: MEMBER_VALUE)

/* A row: the member `name` of the struct `type`, which may be one of a struct in it
 * (fan.items); MEMBER_END ends the table. */
/* clang-format off */
#define MEMBER(type, name) { #name, offsetof(type, name), MEMBER_KIND(((type *)0)->name) }
#define MEMBER_END         { NULL, 0, MEMBER_BOOL }
/* clang-format on */
struct member {
    const char *key; /* static */
    size_t offset;
    enum member_kind kind;
};

/* An object's text: its beginning, each member's key, behind which its value is to be written,
 * and its end. Keys need no escapes. */
void member_begin(struct buf *b);
void member_key(struct buf *b, const char *key);
void member_end(struct buf *b);

/* A member that is a whole number; one that is 0 is left out. */
void member_write_int(struct buf *b, const char *key, int64_t number);

/* Every member of the struct at `from` that has a row, as members of an object that has begun:
 * those that are 0, false or NULL are left out. */
void member_write(struct buf *b, const void *from, const struct member *rows);

/* Reads what member_write() wrote: texts and values are new. What was in the struct at `to` is
 * overwritten, and not released. */
void member_read(void *to, const struct value *object, const struct member *rows);

/* The member of that name, borrowed; NULL if there is none. */
struct value *member_of(const struct value *object, const char *key);

/* A whole number; 0 if there is none of that name. */
int64_t member_int(const struct value *object, const char *key);

/* A payload, as JSON text in a string (H-03). */
void member_put_json(struct value **object, const char *key, const struct value *payload);

/* A time, as time.h writes it. */
void member_put_time(struct value **object, const char *key, int64_t at_ms);

/* An object that holds one truth: {"truncated":false} (H-04). */
void member_put_flag(struct value **object, const char *key, const char *flag, bool truth);

#endif
