/*
 * dispatch.h - hands events to the targets of the rules that match them, and starts the rules
 * that have a schedule.
 */
#ifndef EVENTS_DISPATCH_H
#define EVENTS_DISPATCH_H

struct ask;
struct value;

/* Hand an event to the targets of all rules of the bus that match it: added to the request's
 * deliveries. `only` is an array of the ARNs of the rules that may have it; NULL: all. */
void dispatch_event(struct ask *a, const char *bus, const struct value *event,
                    const struct value *only);

/* Start the rules whose time has come since they were started last, each once. */
void dispatch_due(struct ask *a);

/* A rule's schedule counts from now on. */
void dispatch_begin(struct ask *a, const char *bus, const char *rule);
void dispatch_end(struct ask *a, const char *bus, const char *rule);

#endif
