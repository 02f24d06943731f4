/*
 * scan.h - finds the values of a large JSON text one by one, without holding the text: where a
 * value ends is seen by counting brackets outside of strings. Whether it is JSON, read_json()
 * says of each value that is kept.
 */
#ifndef DATA_SCAN_H
#define DATA_SCAN_H

#include <stdbool.h>

struct buf;
struct stream;

/* Move over white space; the next byte, or -1 at the end. */
int scan_blank(struct stream *s);

/* The text of the value that begins here, appended to `out` up to its limit, or passed over
 * with NULL. False: the text ends within it, or it begins with nothing that a value begins
 * with, or `out` is full. */
bool scan_value(struct stream *s, struct buf *out);

#endif
