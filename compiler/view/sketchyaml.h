/*
 * sketchyaml.h - a text of YAML that may be broken, as sketch.h reads JSON: block by block of
 * its lines.
 *
 * It knows what people write definitions with: blocks, lists with dashes, words with and
 * without quotes, JSON within, texts of several lines behind | and >, comments. A line of one
 * word without a colon is a name without a value.
 */
#ifndef VIEW_SKETCHYAML_H
#define VIEW_SKETCHYAML_H

struct arena;
struct doc_node;
struct source;

/* The document; NULL if there is nothing but blanks and comments. */
struct doc_node *sketch_yaml(struct arena *a, const struct source *s);

#endif
