/*
 * rule.h - a Choice rule's question as a C condition.
 */
#ifndef EMIT_RULE_H
#define EMIT_RULE_H

struct buf;
struct plan_rule;

/* The condition with what is around it: "if (...) {", the line of its last question, and a
 * newline. */
void rule_print(struct buf *c, const struct plan_rule *r);

/* The functions that answer parts of it, each after those that it calls; nothing for most
 * rules. */
void rule_print_parts(struct buf *c, const struct plan_rule *r);

#endif
