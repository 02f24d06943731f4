/*
 * pattern.h - patterns by which events and messages are chosen: EventBridge's event patterns,
 * and SNS's filter policies, which are written alike.
 *
 *     {"source": ["shop"], "detail": {"amount": [{"numeric": [">", 100]}], "state": ["new"]}}
 *
 * Each member must match, and of a member's list one entry has to. Of a list in the event it is
 * enough that one of its items matches.
 */
#ifndef SERVICE_PATTERN_H
#define SERVICE_PATTERN_H

#include <stdbool.h>

struct buf;
struct value;

/* Returns true if that is a pattern, or false with what is wrong in `why`. */
bool pattern_check(const struct value *pattern, struct buf *why);

/* Returns true if the event matches. The pattern must be good. */
bool pattern_matches(const struct value *pattern, const struct value *event);

#endif
