/*
 * left.h - a ${NAME} that is left in a definition where AWS would not take it: as a Resource,
 * and where a text cannot stand (unfilled.h).
 */
#ifndef PLAN_LEFT_H
#define PLAN_LEFT_H

#include <stdbool.h>

struct arena;
struct diag;
struct workflow;

/* Tell them, each as an error: at most one Resource and one other value of each state. A
 * template's may yet be filled; of others AWS says that a Resource is no ARN. A NULL workflow
 * has none. */
void left_tell(struct arena *a, struct diag *d, const struct workflow *w, bool is_template);

#endif
