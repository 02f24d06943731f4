/*
 * headers.h - what a request says of a new object beside its bytes: its headers, metadata and
 * tags.
 */
#ifndef VAULT_HEADERS_H
#define VAULT_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

struct value;
struct visit;

/* The members that GetObject will answer of it. New, or NULL after a failure. */
struct value *headers_of_request(struct visit *v);

/* Returns true if the storage class that it says, if any, is one; false after a failure. */
bool headers_check_storage(struct visit *v);

/* The tags of the member Tagging, which is a text like an address' query. New, or NULL after a
 * failure. */
struct value *headers_tags_of_request(struct visit *v);

/* Returns true if that is a list of at most so many good tags; false after a failure. */
#define HEADERS_TAGS_MAX 10
bool headers_check_tags(struct visit *v, const struct value *tags, size_t most);

/* Appends the text with its percent signs decoded, where a plus sign may stand for a blank.
 * Returns false if it is not UTF-8 then, or has a NUL. */
struct buf;
bool headers_decode(struct buf *out, const char *text, bool plus_is_blank);

#endif
