/*
 * scan.h - the place in a template up to which it is read, and what all of its readers do
 * there.
 */
#ifndef VTL_SCAN_H
#define VTL_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/vtl/node.h"

struct heap;

/* Where something is wrong, and what. */
struct parse_error {
    const char *message; /* static */
    int line, column;    /* from 1 */
};

/* All is borrowed. */
struct scan {
    struct heap *heap;
    const char *text, *at, *end;
    int line; /* of the text's first line, where it is a text within another text */
    int depth;
    int retries;      /* how often something was no index after all */
    const char *mark; /* a place whose line is known; NULL: none */
    int mark_line;
    struct parse_error *error;
    bool has_failed;
    /* What reads a text in which references and directives are. */
    struct vtl_node *(*block)(struct scan *s);
};

/* A list that grows at its end; {0} is empty. */
struct scan_chain {
    struct vtl_node *first, **end;
};

/* Note the first thing that is wrong, at a place or here. Returns NULL. */
struct vtl_node *scan_fail_at(struct scan *p, const char *at, const char *message);
struct vtl_node *scan_fail(struct scan *p, const char *message);

/* A node in the heap that begins at a place. */
struct vtl_node *scan_node(struct scan *p, enum vtl_kind kind, const char *at);

void scan_add(struct scan_chain *c, struct vtl_node *n);

bool scan_is_letter(char c);
bool scan_is_digit(char c);

/* How many bytes at a place are a name; 0 if none is there. */
size_t scan_name_size(const struct scan *p, const char *at);

void scan_skip_blanks(struct scan *p);

/* Returns true if the word stands at a place. */
bool scan_begins(const struct scan *p, const char *at, const char *word);

/* Go over the word and the blanks before it, if it is there; scan_take_word() if nothing of a
 * name follows it. */
bool scan_take(struct scan *p, const char *word);
bool scan_take_word(struct scan *p, const char *word);

/* One thing more stands within another: `depth` is to be counted down behind it. Returns false
 * if something is wrong. */
bool scan_enter(struct scan *p);

#endif
