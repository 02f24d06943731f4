/*
 * rules.h - the buses of the embedded EventBridge, their rules, and the rules' targets.
 */
#ifndef EVENTS_RULES_H
#define EVENTS_RULES_H

#include <stdbool.h>

struct ask;
struct buf;
struct value;

/* The name of a bus, which may be given by its ARN; "default" for NULL. Borrowed. */
const char *rules_bus_of(const char *name_or_arn);

/* Returns true if there is such a bus. */
bool rules_has_bus(struct ask *a, const char *bus);

/* Hand an event to the targets of all rules of the bus that match it. */
void rules_dispatch(struct ask *a, const char *bus, const struct value *event);

/* The operations. */
void rules_create_bus(struct ask *a);
void rules_delete_bus(struct ask *a);
void rules_describe_bus(struct ask *a);
void rules_list_buses(struct ask *a);
void rules_put(struct ask *a);
void rules_delete(struct ask *a);
void rules_describe(struct ask *a);
void rules_list(struct ask *a);
void rules_enable(struct ask *a);
void rules_disable(struct ask *a);
void rules_put_targets(struct ask *a);
void rules_remove_targets(struct ask *a);
void rules_list_targets(struct ask *a);
void rules_list_by_target(struct ask *a);

#endif
