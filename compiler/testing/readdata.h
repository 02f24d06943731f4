/*
 * readdata.h - the items that an ItemReader would find, if its object in S3 were a text that
 * the caller of TestState has.
 */
#ifndef TESTING_READDATA_H
#define TESTING_READDATA_H

struct buf;
struct value;

/* The items as an array: new. NULL, with the reason in `why`, if the reader cannot read them.
 * `reader` has its paths evaluated, `text` is a string. What the reader takes from elsewhere, a
 * listing or a manifest's files, is a JSON array in the text. */
struct value *readdata(const struct value *reader, const struct value *text, struct buf *why);

#endif
