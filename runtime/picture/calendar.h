/*
 * calendar.h - the proleptic Gregorian calendar, in milliseconds since 1970 in UTC. No time
 * zone of the machine is looked at.
 */
#ifndef PICTURE_CALENDAR_H
#define PICTURE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DAY_MS INT64_C(86400000)

/* The farthest moment from 1970 that JavaScript's Date has. */
#define CALENDAR_MOST_MS 8.64e15

/* A moment in its parts. */
struct calendar {
    int64_t ms; /* since 1970 */
    int year;
    int month;   /* from 1 */
    int day;     /* from 1 */
    int weekday; /* 1, Monday, to 7, Sunday */
    int hour, minute, second, milli;
};

/* Returns false if the moment is farther away than CALENDAR_MOST_MS, or NaN. What is finer than
 * a millisecond is dropped. */
bool calendar_of(double ms, struct calendar *ret_parts);

/* Days since 1970 of a date. The month may be any: 13 is January of the next year. */
int64_t calendar_days(int64_t year, int64_t month, int64_t day);

/* What JavaScript's Date.UTC() yields: `month` from 0; each part may be too large or below 0,
 * and a year from 0 to 99 is one of 1900 to 1999. NaN if it is out of range or if a part is
 * NaN. */
double calendar_utc(double year, double month, double day, double hour, double minute,
                    double second, double milli);

/* The weeks of ISO 8601, which begin on Mondays, and the first of which has the first Thursday;
 * weeks of a month are counted likewise, as XPath has them. */
int calendar_day_of_year(const struct calendar *c);
int calendar_week(const struct calendar *c);
int calendar_week_year(const struct calendar *c);
int calendar_week_of_month(const struct calendar *c);
int calendar_week_month(const struct calendar *c);

#endif
