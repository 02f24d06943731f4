/*
 * patternescape.h - what a backslash begins in JavaScript's regular expressions, and which
 * groups they have. Of pattern.c.
 */
#ifndef JSONATA_PATTERNESCAPE_H
#define JSONATA_PATTERNESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct pattern_name {
    const char *text; /* borrowed */
    size_t size;
    uint32_t number; /* of its group */
};

/* The groups that a pattern captures. */
struct pattern_groups {
    uint32_t count;
    struct pattern_name *names; /* owned */
    size_t name_count, name_room;
    const char *twice; /* where a name stands that another group has; or NULL */
};

void pattern_find_groups(struct pattern_groups *g, const char *text, size_t size);
void pattern_release_groups(struct pattern_groups *g);

/* Returns true for a name that a group may have. */
bool pattern_is_name(const char *text, size_t size);

enum pattern_escape_kind {
    PATTERN_CHARACTER,
    PATTERN_NOTHING, /* half a character: no text has it */
    PATTERN_SET,     /* d D s S w W */
    PATTERN_EDGE,    /* b B */
    PATTERN_GROUP,   /* what a group has matched */
    PATTERN_NO_NAME
};

struct pattern_escape {
    enum pattern_escape_kind kind;
    uint32_t character; /* or the letter, or the group's number */
};

/* Reads the escape at `at`, which is a backslash with at least one character behind. Returns
 * where it ends; for PATTERN_NO_NAME, where it begins. */
const char *pattern_read_escape(const char *at, const char *end,
                                const struct pattern_groups *groups,
                                struct pattern_escape *ret_escape);

/* The same in a class, where \b is a backspace, and there are no edges or groups. */
const char *pattern_read_class_escape(const char *at, const char *end,
                                      struct pattern_escape *ret_escape);

/* Appends a character, escaped if it means something to PCRE2. */
void pattern_put_character(struct buf *out, uint32_t character);

#endif
