/*
 * catalog.h - the objects of a bucket of the embedded S3 are listed.
 */
#ifndef S3_CATALOG_H
#define S3_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask;
struct known;
struct value;
struct visit;

void catalog_list(struct ask *a);
void catalog_list_second(struct ask *a);

/* How a request wants to have a list of keys; all is borrowed. */
struct catalog_form {
    const char *prefix, *delimiter; /* "" and NULL if there is none */
    int64_t most;
    bool is_encoded;
};

/* Read it; `most` is the member with the greatest number of entries. Returns false after a
 * failure. */
bool catalog_form(struct visit *v, const char *most, struct catalog_form *ret);

/* How many bytes at a key's start are the prefix that it shares with others, up to the
 * delimiter; 0 if it stands for itself. The key begins with the form's prefix. */
size_t catalog_common(const struct catalog_form *f, const char *key);

/* Set a text as the form wants it. */
void catalog_set(const struct catalog_form *f, struct value **to, const char *member,
                 const char *text);

/* Set which checksums an object has. */
void catalog_set_sums(const struct known *r, struct value **to);

/* Set what the form itself says in the answer. */
void catalog_set_form(const struct catalog_form *f, struct value **body);

/* Append to a list of CommonPrefixes. */
void catalog_append_common(const struct catalog_form *f, struct value **list,
                           const char *prefix);

#endif
