/*
 * scan.h - finds the values of a large JSON text one by one, without holding the text: where a
 * value ends is seen by counting brackets outside of strings. Whether a value that is kept is
 * JSON is checked later, by read_json().
 */
#ifndef DATA_SCAN_H
#define DATA_SCAN_H

#include <stdbool.h>

struct buf;
struct stream;

/* Move over white space. Returns the next byte, or -1 at the end. */
int scan_blank(struct stream *s);

/* The text of the value that begins here, appended to `out` up to its limit, or skipped if
 * `out` is NULL. Returns false if the text ends within the value, if no value begins here, or
 * if `out` is full. */
bool scan_value(struct stream *s, struct buf *out);

#endif
