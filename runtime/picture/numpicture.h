/*
 * numpicture.h - numbers by a picture, as XPath's format-number() has it: #,##0.00, 0%, 0.0e0.
 *
 * Where 2.0.6 never ends (zero and negative numbers with an exponent), or drops digits (places
 * of separators that the number does not reach), XPath's own rules hold (JA-27).
 */
#ifndef PICTURE_NUMPICTURE_H
#define PICTURE_NUMPICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/eval/work.h"

struct buf;

/* A character that no picture has. */
#define NUMPICTURE_NONE UINT32_MAX

/* What stands for what in a picture and in the text that is made by it. */
struct numpicture_symbols {
    uint32_t decimal, grouping, exponent, percent, per_mille, zero, digit, pattern;
    const char *minus, *infinity, *nan; /* borrowed */
};

extern const struct numpicture_symbols numpicture_defaults;

/* Appends the number. Returns CODE_NONE, or D3080 to D3093, or CODE_BYTES. */
enum work_code numpicture_put(struct buf *b, double number, const char *picture, size_t size,
                              const struct numpicture_symbols *symbols);

#endif
