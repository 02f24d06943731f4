/*
 * rule.h - a Choice's rules -> questions with the tables that they ask about.
 */
#ifndef PLAN_RULE_H
#define PLAN_RULE_H

struct arena;
struct deep;
struct diag;
struct ident;
struct plan_rule;
struct rule;
struct source;
struct table;

/* The rules of one Choice. */
struct rule_planner {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    struct ident *names;
    struct deep *deep;   /* its tables are the state's */
    const char *name;    /* of the state, in C */
    struct table *paths; /* a path's text -> the name of its table: the same path has one table
                            in a Choice */
};

/* A rule's question, with all that is in it. */
struct plan_rule *rule_plan(struct rule_planner *p, const struct rule *r);

#endif
