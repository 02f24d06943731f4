/*
 * datewrite.h - a moment as a text, by a picture or as ISO 8601 has it: $fromMillis, $now.
 */
#ifndef PICTURE_DATEWRITE_H
#define PICTURE_DATEWRITE_H

#include <stddef.h>

#include "runtime/eval/work.h"
#include "runtime/picture/calendar.h"

struct buf;
struct datepicture;

/* How far a zone's clock is ahead of UTC. */
struct datewrite_zone {
    double hours, minutes;
};

/* Reads +hhmm or -hhmm as 2.0.6 does: -0530 is -6 hours and -30 minutes. */
struct datewrite_zone datewrite_read_zone(const char *text, size_t size);

/* Appends the moment. Returns CODE_NONE; or D3130, D3133, D3134, CODE_BYTES, and in `ret_value`
 * what the message tells. */
enum work_code datewrite_put(struct buf *b, double ms, const struct datepicture *picture,
                             struct datewrite_zone zone, struct buf *ret_value);

/* A component's number, such as the year for 'Y'; NaN for those that are none. */
double datewrite_number(const struct calendar *c, char component);

#endif
