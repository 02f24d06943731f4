/*
 * document.h - the items of one large JSON text: those of its top-level array or object, or of
 * the one that a JSON pointer leads to (DM-09). One item is held at a time.
 */
#ifndef DATA_DOCUMENT_H
#define DATA_DOCUMENT_H

#include <stdbool.h>

struct buf;
struct value;
struct stream;

/* Lives as long as one call; what goes on to the next is the stream and `inside`. */
struct document {
    struct stream *stream;
    struct buf *text;    /* room for one item, with its limit */
    const char *name;    /* for messages */
    const char *pointer; /* RFC 6901; NULL or "" for the whole */
    int inside;          /* 0 at the beginning, then '[' or '{' */
};

enum document_outcome { DOCUMENT_ITEM, DOCUMENT_END, DOCUMENT_FAILED };

/* The next item (new), an object's member as {"Key","Value"}; else the reason is in `why`. */
enum document_outcome document_next(struct document *d, struct value **ret_item,
                                    struct buf *why);

/* Reads the value (new) whose text has been taken from the stream. Returns false if the text is
 * not JSON, or too long. */
bool document_read(const struct stream *s, const struct buf *text, const char *name,
                   struct value **ret_value, struct buf *why);

#endif
