/*
 * pack.h - texts that are baked into the compiler, each of them compressed by gzip. bake.sh
 * makes a pack of files: it begins with a line for each, NAME SIZE TEXT_SIZE, and has an empty
 * line between those and the compressed texts, which are in the same order.
 */
#ifndef AWS_PACK_H
#define AWS_PACK_H

#include "runtime/aws/arn.h"

struct arena;

/* The text of that name, with a NUL behind it, in the arena; NULL if the pack has none. */
const char *pack_text(struct arena *a, const char *pack, struct arn_part name);

#endif
