/*
 * rules.h - the rules of the embedded EventBridge, and their targets.
 */
#ifndef EVENTS_RULES_H
#define EVENTS_RULES_H

struct ask;

/* The operations. */
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
