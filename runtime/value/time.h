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

/* An extended offset date-time: capital T, seconds, any fraction, Z or +hh:mm. False: it is
 * none. */
bool time_read(const char *text, size_t size, struct time_point *ret_time);

/* < 0, 0, > 0 */
int time_compare(struct time_point a, struct time_point b);

#define TIME_TEXT_ROOM 40
/* 2025-01-31T12:00:00.123Z: always three digits. Returns the size; a NUL stands behind. Outside
 * of the years 0000 to 9999 it is the first or last instant of these. */
size_t time_write(char out[TIME_TEXT_ROOM], int64_t at_ms);

#endif
