/*
 * cfnrule.h - rules and schedules of a template, and who gets what they send.
 */
#ifndef APP_CFNRULE_H
#define APP_CFNRULE_H

#include <stdbool.h>

struct cfn_things;
struct doc_node;
struct template;
struct value;

/* A rule that is to be made, with one receiver. All is borrowed, in the arena of the template,
 * but `target`. */
struct cfn_rule {
    const char *name, *bus; /* of the bus; NULL: the default one */
    const char *pattern;    /* JSON; NULL: none */
    const char *schedule;   /* rate(...), cron(...) or at(...); NULL: none */
    const char *zone;       /* of a schedule of EventBridge Scheduler: "" is UTC; else NULL */
    bool is_off;
    struct value *target; /* taken: {"Arn", "Input" ...} as PutTargets has it */
};

/* Add what makes it, for a resource. */
void cfn_rule_add(struct template *t, const struct doc_node *resource, const struct cfn_rule *r,
                  struct cfn_things *things);

/* Returns true if what is sent to that ARN arrives here; false after a warning at `at`. */
bool cfn_rule_reaches(struct template *t, const struct doc_node *at, const char *arn);

/* Returns true if a server here goes by that schedule; false after a warning: of at(...) and of
 * time zones only where a zone is given, which may be "". */
bool cfn_rule_takes_schedule(struct template *t, const struct doc_node *at,
                             const char *schedule, const char *zone);

/* AWS::Events::Rule and AWS::Scheduler::Schedule. */
void cfn_rule(struct template *t, const struct doc_node *resource, struct cfn_things *things);
void cfn_rule_of_schedule(struct template *t, const struct doc_node *resource,
                          struct cfn_things *things);

#endif
