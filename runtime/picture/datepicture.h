/*
 * datepicture.h - reads the pictures of dates, as XPath's format-dateTime() has them:
 * [Y0001]-[M01]-[D01] at [h]:[m01] [PN].
 *
 * Besides XPath's own components there are X and x, the year and month that a week belongs to.
 */
#ifndef PICTURE_DATEPICTURE_H
#define PICTURE_DATEPICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/eval/work.h"
#include "runtime/picture/integer.h"

struct buf;

enum datepicture_names {
    DATEPICTURE_NUMBER,
    DATEPICTURE_LOWER, /* [Mn] january */
    DATEPICTURE_UPPER, /* [MN] JANUARY */
    DATEPICTURE_TITLE  /* [MNn] January */
};

/* A width of [D,2-4]; NaN if it is not a number. */
struct datepicture_width {
    bool is_given;
    double value;
};

/* A literal text, or one [component]. */
struct datepicture_part {
    char component; /* 'Y'; 0 for a literal */
    const char *literal;
    size_t size;      /* of the literal */
    bool is_lettered; /* 't' follows: Z instead of +00:00 */
    enum datepicture_names names;
    struct datepicture_width least, most;
    bool has_integer; /* `integer` says how its number is written */
    struct integer_picture integer;
    double digits; /* of a Y, M or D: how many are shown or read; -1: as many as there are */
};

struct datepicture {
    struct datepicture_part *parts; /* owned */
    size_t count, room;
    char *own; /* what the parts' texts point into */
};

/* Returns CODE_NONE and the picture; or D3131, D3132, D3135, and in `ret_value` what the
 * message tells. datepicture_release() is to be called in any case. */
enum work_code datepicture_read(const char *text, size_t size, struct datepicture *ret_picture,
                                struct buf *ret_value);
void datepicture_release(struct datepicture *p);

/* The components that are numbers: "YMDdFWwXxHhmsf". */
bool datepicture_is_number(char component);

/* January (1) to December; Monday (1) to Sunday. Static. */
const char *datepicture_month(int month);
const char *datepicture_day(int weekday);

#endif
