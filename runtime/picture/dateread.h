/*
 * dateread.h - reads a moment out of a text: by a picture, or as ISO 8601 has it: $toMillis.
 */
#ifndef PICTURE_DATEREAD_H
#define PICTURE_DATEREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/eval/work.h"

struct buf;
struct datepicture;

/*
 * Reads ISO 8601 as 2.0.6 and JavaScript together do. Returns false if it does not even look
 * like it (D3110). *ret_ms is NaN if it does, but is no date. A time without a zone is UTC's.
 */
bool dateread_iso(const char *text, size_t size, double *ret_ms);

/*
 * Reads by a picture. What is missing on the left is taken from `now_ms`, what is missing on
 * the right is the least. Returns CODE_NONE and *ret_ms, and *ret_is_there is false if the text
 * does not match, or names nothing; or D3130, D3133, D3136, and in `ret_value` what the message
 * tells. Texts of more than
 * DATEMATCH_TEXT_MOST bytes, and pictures of more than DATEMATCH_PARTS_MOST parts, never match.
 */
enum work_code dateread_by(const char *text, size_t size, const struct datepicture *picture,
                           int64_t now_ms, bool *ret_is_there, double *ret_ms,
                           struct buf *ret_value);

#endif
