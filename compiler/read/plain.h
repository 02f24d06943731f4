/*
 * plain.h - what a word of YAML without quotes is, by the core schema of YAML 1.2.
 */
#ifndef READ_PLAIN_H
#define READ_PLAIN_H

#include <stddef.h>

#include "compiler/read/doc.h"

struct arena;

struct plain {
    enum doc_type type; /* null, a truth, a number, or a string */
    const char *number; /* of a number: as JSON writes it; NULL if JSON has no such number */
    const char *here;   /* what it is, for a message: "the number 10"; where others differ */
    const char *others; /* what readers of YAML 1.1, such as CloudFormation's, take it for;
                           NULL: for the same */
};

/* The word of `size` bytes; texts are the arena's or static. */
struct plain plain_read(struct arena *a, const char *text, size_t size);

#endif
