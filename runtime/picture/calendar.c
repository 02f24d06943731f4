#include "runtime/picture/calendar.h"

#include <math.h>

#include "runtime/base/number.h"
#include "runtime/eval/figure.h"

/* A year or month beyond is out of range in any case. */
#define PART_MOST 1e9

int64_t calendar_days(int64_t year, int64_t month, int64_t day)
{
    int64_t months = month - 1, years = months / 12 - (months % 12 < 0);
    year += years;
    month = months - years * 12; /* from 0 */
    /* Years are counted from the 1st of March, so that a leap day is the last of its year. */
    year -= month < 2;
    int64_t from_march = (month + 10) % 12;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t in_era = year - era * 400;
    int64_t day_of_year = (153 * from_march + 2) / 5;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day_of_year + day - 1 -
           719468;
}

static void set_date(struct calendar *c, int64_t days)
{
    c->weekday = (int)(((days + 3) % 7 + 7) % 7) + 1;
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t in_era = days - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t day = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day + 2) / 153;
    c->day = (int)(day - (153 * month + 2) / 5) + 1;
    c->month = (int)(month < 10 ? month + 3 : month - 9);
    c->year = (int)(year + era * 400) + (month >= 10);
}

bool calendar_of(double ms, struct calendar *ret_parts)
{
    if (!(fabs(ms) <= CALENDAR_MOST_MS)) {
        return false;
    }
    int64_t at = (int64_t)ms;
    int64_t days = at / CALENDAR_DAY_MS - (at % CALENDAR_DAY_MS < 0);
    int in_day = (int)(at - days * CALENDAR_DAY_MS);
    struct calendar c = { .ms = at,
                          .hour = in_day / 3600000,
                          .minute = in_day / 60000 % 60,
                          .second = in_day / 1000 % 60,
                          .milli = in_day % 1000 };
    set_date(&c, days);
    *ret_parts = c;
    return true;
}

static bool is_part(double part)
{
    return fabs(part) <= PART_MOST;
}

double calendar_utc(double year, double month, double day, double hour, double minute,
                    double second, double milli)
{
    double most = CALENDAR_MOST_MS * 2;
    if (!is_part(year) || !is_part(month) || !(fabs(day) < most) || !(fabs(hour) < most) ||
        !(fabs(minute) < most) || !(fabs(second) < most) || !(fabs(milli) < most)) {
        return (double)NAN;
    }
    year = number_cut(year);
    year += year >= 0 && year <= 99 ? 1900 : 0;
    int64_t days = calendar_days((int64_t)year, (int64_t)number_cut(month) + 1, 1);
    double ms = ((double)days + number_cut(day) - 1) * (double)CALENDAR_DAY_MS +
                number_cut(hour) * 3600000 + number_cut(minute) * 60000 +
                number_cut(second) * 1000 + number_cut(milli);
    return fabs(ms) <= CALENDAR_MOST_MS ? ms : (double)NAN;
}

/* The first Monday of the first week of a month, in days since 1970. */
static int64_t first_week(int64_t year, int64_t month)
{
    int64_t first = calendar_days(year, month, 1);
    int64_t weekday = ((first + 3) % 7 + 7) % 7; /* 0: Monday */
    return weekday > 3 ? first + 7 - weekday : first - weekday;
}

static int64_t day_of(const struct calendar *c)
{
    return calendar_days(c->year, c->month, c->day);
}

/* The week in a period that begins with the week of `first`; the one before began with that of
 * `before`, and the next will with that of `next`. */
static int week_in(int64_t day, int64_t before, int64_t first, int64_t next)
{
    int64_t start = day < first ? before : day >= next ? next : first;
    return (int)((day - start) / 7) + 1;
}

int calendar_day_of_year(const struct calendar *c)
{
    return (int)(day_of(c) - calendar_days(c->year, 1, 1)) + 1;
}

int calendar_week(const struct calendar *c)
{
    return week_in(day_of(c), first_week(c->year - 1, 1), first_week(c->year, 1),
                   first_week(c->year + 1, 1));
}

int calendar_week_year(const struct calendar *c)
{
    int64_t day = day_of(c);
    return day < first_week(c->year, 1)        ? c->year - 1
           : day >= first_week(c->year + 1, 1) ? c->year + 1
                                               : c->year;
}

int calendar_week_of_month(const struct calendar *c)
{
    return week_in(day_of(c), first_week(c->year, c->month - 1), first_week(c->year, c->month),
                   first_week(c->year, c->month + 1));
}

int calendar_week_month(const struct calendar *c)
{
    int64_t day = day_of(c);
    int from_zero = day < first_week(c->year, c->month)        ? c->month - 2
                    : day >= first_week(c->year, c->month + 1) ? c->month
                                                               : c->month - 1;
    return (from_zero + 12) % 12 + 1;
}
