/*
 * schedule.h - when a rule's ScheduleExpression starts it: rate(5 minutes), or cron(0 12 ? *
 * MON-FRI *) with its six fields, by UTC.
 */
#ifndef EVENTS_SCHEDULE_H
#define EVENTS_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* Returns true if that is such an expression. */
bool schedule_is_good(const char *text);

/* The next time after `after_ms`, of a rate that began then. Returns 0 if there is none any
 * more, or the expression is not good. */
int64_t schedule_next(const char *text, int64_t after_ms);

#endif
