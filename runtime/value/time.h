/*
 * time.h - ISO 8601 timestamps as AWS reads and writes them (C-16, W-04, W-08, X-04).
 */
#ifndef VALUE_TIME_H
#define VALUE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct time_point {
    int64_t seconds; /* since 1970 in UTC */
    int32_t nanos;   /* 0 .. 999,999,999 */
};

/* Reads an extended offset date-time: capital T, seconds, any fraction, Z or +hh:mm. Returns
 * false if the text is not one. */
bool time_read(const char *text, size_t size, struct time_point *ret_time);

/* < 0, 0, > 0 */
int time_compare(struct time_point a, struct time_point b);

#define TIME_TEXT_ROOM 40
/* Writes 2025-01-31T12:00:00.123Z, always with three digits and a NUL at the end. Returns the
 * size. A time outside of the years 0000 to 9999 becomes their first or last instant. */
size_t time_write(char out[TIME_TEXT_ROOM], int64_t at_ms);

#endif
