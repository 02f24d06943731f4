/*
 * scope.h - checks what Assign names: variables are words, and belong to the block that assigns
 * them (checklist V-01, V-03, V-04, V-10).
 */
#ifndef PLAN_SCOPE_H
#define PLAN_SCOPE_H

struct checker;

void scope_check(const struct checker *c);

#endif
