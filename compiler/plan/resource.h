/*
 * resource.h - checks what a Task calls: any URI, ARNs of Lambda functions and activities, and
 * AWS's integrations (checklist TK-01, I-01 .. I-23).
 */
#ifndef PLAN_RESOURCE_H
#define PLAN_RESOURCE_H

struct checker;
struct state;

void resource_check(const struct checker *c, const struct state *task);

#endif
