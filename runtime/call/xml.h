/*
 * xml.h - reads XML as AWS's services write it, and escapes text for it.
 *
 * Elements, attributes and text; comments, instructions and CDATA are read too. A document type
 * is refused: no service sends one, and entities could be defined in it. Prefixes of names are
 * dropped. Depth and count of elements are bounded.
 */
#ifndef CALL_XML_H
#define CALL_XML_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define XML_DEPTH_MAX    100
#define XML_ELEMENTS_MAX 200000

struct xml_attribute {
    char *name, *value;
    struct xml_attribute *next;
};

/* An element. All of it is released with its root. */
struct xml {
    char *name;
    char *text; /* all text directly in it; never NULL */
    size_t text_size;
    struct xml_attribute *attributes;
    struct xml *first, *next, *parent;
};

/* Returns the root, new, or NULL with what is wrong in `why`. */
struct xml *xml_read(const char *text, size_t size, struct buf *why);
void xml_release(struct xml *root);

/* The first element of that name in `x`; NULL if there is none, or if `x` is NULL. */
const struct xml *xml_child(const struct xml *x, const char *name);

/* The next element of that name beside `x`. */
const struct xml *xml_next(const struct xml *x, const char *name);

/* The text of the first element of that name in `x`; NULL if there is none. */
const char *xml_child_text(const struct xml *x, const char *name);

/* Appends text with what means something in XML escaped. */
void xml_put_text(struct buf *out, const char *text, size_t size);

#endif
