/*
 * info.h - what a workflow's program says of itself.
 */
#ifndef PROGRAM_INFO_H
#define PROGRAM_INFO_H

struct buf;

#define INFO_VERSION "aslc " ASLC_VERSION

/* The digest that a definition's text is known by, 64 digits: appended. */
void info_put_digest(struct buf *b, const char *definition);

#endif
