/*
 * parse.h - a text in the Velocity Template Language (VTL), as API Gateway's mapping templates
 * have it, to a tree.
 *
 * There are #set, #if with #elseif and #else, #foreach, #break, #stop, comments and #[[ ]]#.
 * The directives that read files or define things (#macro, #define, #parse, #include,
 * #evaluate) are an error.
 */
#ifndef VTL_PARSE_H
#define VTL_PARSE_H

#include <stddef.h>

struct heap;
struct parse_error; /* of scan.h */
struct vtl_node;

/* The block that the text is, in the heap; NULL, with *ret_error, if it is malformed. */
struct vtl_node *parse_template(struct heap *h, const char *text, size_t size,
                                struct parse_error *ret_error);

#endif
