/*
 * shaping.h - what a target gets of an event: all of it, a part, a constant, or a text that is
 * made of its parts.
 */
#ifndef EVENTS_SHAPING_H
#define EVENTS_SHAPING_H

struct buf;
struct value;

/* Appends the text for a target {"Input"}, {"InputPath"} or {"InputTransformer":
 * {"InputPathsMap", "InputTemplate"}}; the whole event's JSON where it has none of them. `rule`
 * is the rule's ARN. */
void shaping_put(struct buf *out, const struct value *target, const struct value *event,
                 const char *rule);

#endif
