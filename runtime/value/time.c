#include "runtime/value/time.h"

#include <string.h>

enum { DAY_S = 86400, ZONE_HOURS_MAX = 18 };

/* 0000-01-01 and 9999-12-31, in days since 1970. */
#define FIRST_DAY INT64_C(-719528)
#define LAST_DAY  INT64_C(2932896)

struct date {
    int year, month, day; /* month and day from 1 */
};

/* Both count from a 1st of March, so that the leap day is a year's last. */
static int64_t days_of(struct date date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t month = date.month <= 2 ? date.month + 9 : date.month - 3;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct date date_of(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    return (struct date){ .year = (int)(year_of_era + era * 400 + (month >= 10)),
                          .month = (int)(month >= 10 ? month - 9 : month + 3),
                          .day = (int)(day_of_year - (153 * month + 2) / 5 + 1) };
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Steps over one character if it is the next one. */
static bool take(const char **at, const char *end, char c)
{
    if (*at == end || **at != c) {
        return false;
    }
    ++*at;
    return true;
}

/* Exactly `count` digits, from `least` to `most`. */
static bool take_number(const char **at, const char *end, int count, int least, int most,
                        int *ret_number)
{
    int number = 0;
    if (end - *at < count) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    if (number < least || number > most) {
        return false;
    }
    *at += count;
    *ret_number = number;
    return true;
}

static bool take_date(const char **at, const char *end, struct date *ret_date)
{
    return take_number(at, end, 4, 0, 9999, &ret_date->year) && take(at, end, '-') &&
           take_number(at, end, 2, 1, 12, &ret_date->month) && take(at, end, '-') &&
           take_number(at, end, 2, 1, days_in_month(ret_date->year, ret_date->month),
                       &ret_date->day);
}

static bool take_clock(const char **at, const char *end, int *ret_seconds)
{
    int hour, minute, second;
    if (!take_number(at, end, 2, 0, 23, &hour) || !take(at, end, ':') ||
        !take_number(at, end, 2, 0, 59, &minute) || !take(at, end, ':') ||
        !take_number(at, end, 2, 0, 59, &second)) {
        return false;
    }
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* A point and at least one digit, or nothing. What is finer than a nanosecond is dropped. */
static bool take_fraction(const char **at, const char *end, int32_t *ret_nanos)
{
    int32_t nanos = 0, unit = 100000000;
    if (!take(at, end, '.')) {
        *ret_nanos = 0;
        return true;
    }
    const char *digits = *at;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        nanos += (**at - '0') * unit;
        unit /= 10;
    }
    *ret_nanos = nanos;
    return *at > digits;
}

/* Z, or how far the clock there is ahead of UTC: up to 18 hours, as Java has it. */
static bool take_zone(const char **at, const char *end, int *ret_ahead_s)
{
    int hours, minutes;
    if (take(at, end, 'Z')) {
        *ret_ahead_s = 0;
        return true;
    }
    bool is_west = take(at, end, '-');
    if ((!is_west && !take(at, end, '+')) ||
        !take_number(at, end, 2, 0, ZONE_HOURS_MAX, &hours) || !take(at, end, ':') ||
        !take_number(at, end, 2, 0, hours == ZONE_HOURS_MAX ? 0 : 59, &minutes)) {
        return false;
    }
    int ahead_s = hours * 3600 + minutes * 60;
    *ret_ahead_s = is_west ? -ahead_s : ahead_s;
    return true;
}

bool time_read(const char *text, size_t size, struct time_point *ret_time)
{
    const char *at = text, *end = text + size;
    struct date date;
    int seconds, ahead_s;
    int32_t nanos;
    if (!take_date(&at, end, &date) || !take(&at, end, 'T') ||
        !take_clock(&at, end, &seconds) || !take_fraction(&at, end, &nanos) ||
        !take_zone(&at, end, &ahead_s) || at != end) {
        return false;
    }
    ret_time->seconds = days_of(date) * DAY_S + seconds - ahead_s;
    ret_time->nanos = nanos;
    return true;
}

int time_compare(struct time_point a, struct time_point b)
{
    if (a.seconds != b.seconds) {
        return a.seconds < b.seconds ? -1 : 1;
    }
    return (a.nanos > b.nanos) - (a.nanos < b.nanos);
}

/* `count` digits and what follows them. */
static char *put_number(char *at, int number, int count, char behind)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    at[count] = behind;
    return at + count + 1;
}

size_t time_write(char out[TIME_TEXT_ROOM], int64_t at_ms)
{
    const int64_t day_ms = (int64_t)DAY_S * 1000;
    int64_t first_ms = FIRST_DAY * day_ms, last_ms = (LAST_DAY + 1) * day_ms - 1;
    at_ms = at_ms < first_ms ? first_ms : at_ms > last_ms ? last_ms : at_ms;

    int64_t since_first = at_ms - first_ms;
    struct date date = date_of(since_first / day_ms + FIRST_DAY);
    int ms = (int)(since_first % day_ms);
    char *at = put_number(out, date.year, 4, '-');
    at = put_number(at, date.month, 2, '-');
    at = put_number(at, date.day, 2, 'T');
    at = put_number(at, ms / 3600000, 2, ':');
    at = put_number(at, ms / 60000 % 60, 2, ':');
    at = put_number(at, ms / 1000 % 60, 2, '.');
    at = put_number(at, ms % 1000, 3, 'Z');
    *at = '\0';
    return (size_t)(at - out);
}
