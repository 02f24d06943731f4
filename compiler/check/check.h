/*
 * check.h - what AWS would refuse or warn about, beyond shapes: targets, reachability, terminal
 * states, names, fields that exclude each other, expressions that do not parse. Only reports.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

struct arena;
struct diag;
struct workflow;

enum check_type { CHECK_ANY, CHECK_STANDARD, CHECK_EXPRESS };

/* `type`: what the definition will be run as (--type). A NULL workflow adds nothing. */
void check_workflow(struct arena *a, struct diag *d, const struct workflow *w,
                    enum check_type type);

#endif
