/*
 * datematch.h - finds the parts of a date's picture in a text.
 */
#ifndef PICTURE_DATEMATCH_H
#define PICTURE_DATEMATCH_H

#include <stdbool.h>
#include <stddef.h>

struct datepicture;

enum { DATEMATCH_TEXT_MOST = 500, DATEMATCH_PARTS_MOST = 100 };

/* Where a part was found. */
struct datematch_span {
    size_t from, to;
};

/* Fills `spans`, one for each part, and returns true if the whole text matches: each part as
 * long as the others allow, letters in any case. `scratch` has room for a byte for each part
 * and each place in the text, the end included. */
bool datematch(const char *text, size_t size, const struct datepicture *picture,
               struct datematch_span *spans, unsigned char *scratch);

#endif
