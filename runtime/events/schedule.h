/*
 * schedule.h - when a rule's ScheduleExpression starts it: rate(5 minutes), or cron(0 12 ? *
 * MON-FRI *) with its six fields, by UTC. Behind an expression a time zone may stand, by which
 * it counts instead: "cron(0 3 * * ? *) Europe/Oslo".
 */
#ifndef EVENTS_SCHEDULE_H
#define EVENTS_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* Returns true if that is such an expression. */
bool schedule_is_good(const char *text);

/* Returns true if that is one of EventBridge Scheduler's, by a time zone of the system's data
 * (NULL or "": UTC): the same, or at(2026-12-01T08:00:00). */
bool schedule_is_good_in(const char *text, const char *zone);

/* The next time after `after_ms`, of a rate that began then. Returns 0 if there is none any
 * more, or the expression is not good. */
int64_t schedule_next(const char *text, int64_t after_ms);

#endif
