/*
 * sketch.h - a text of JSON that may be broken, as it often is while somebody types: what can
 * be made of it, without a word about what is wrong.
 *
 * It takes what is whole for what json_parse() takes it for. Brackets that are not closed are
 * closed where something around them is, commas that are missing are passed over, a name
 * without a value has null.
 */
#ifndef VIEW_SKETCH_H
#define VIEW_SKETCH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct doc_node;
struct source;

/* A text that is being read; for sketchyaml.c as well, where JSON stands in YAML. */
struct sketch {
    struct arena *arena;
    struct diag *mute; /* what readers of strings say to it is not kept */
    const struct source *source;
    const char *text;
    size_t size, at;
    size_t depth;           /* of containers that are open */
    size_t objects, arrays; /* of those */
    bool is_yaml;           /* words may have blanks in them */
};

struct sketch sketch_begin(struct arena *a, const struct source *s);

/* The value that stands behind blanks and comments at `at`; null, with no bytes, if none does.
 * Never NULL. */
struct doc_node *sketch_value(struct sketch *s);

/* The document; NULL if the text has nothing but blanks. */
struct doc_node *sketch_json(struct arena *a, const struct source *s);

#endif
