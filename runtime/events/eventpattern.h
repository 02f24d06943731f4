/*
 * eventpattern.h - the patterns of EventBridge's requests, which are texts of JSON.
 */
#ifndef EVENTS_EVENTPATTERN_H
#define EVENTS_EVENTPATTERN_H

#include <stdbool.h>

struct ask;
struct value;

/* Reads and checks one: new in *ret. Returns false after the failure
 * InvalidEventPatternException. */
bool eventpattern_read(struct ask *a, const char *text, struct value **ret);

/* The same for one that is only kept; NULL and "" are none, which is good. */
bool eventpattern_check(struct ask *a, const char *text);

#endif
