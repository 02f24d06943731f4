/*
 * cfnplan.h - what a template asks a local server for: state machines, activities, functions,
 * and what is in the embedded services.
 */
#ifndef SERVE_CFNPLAN_H
#define SERVE_CFNPLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/serve/cfnstock.h"

struct buf;
struct cfn;
struct template_machine;
struct value;

struct cfn_plan {
    const struct template_machine *machines; /* the list goes on by `next`; the templates' */
    const char **activities;                 /* their names; the list is owned */
    size_t machine_count, activity_count, activity_room;
    struct cfn_things things;
    struct value *tasks; /* owned: who does the tasks of functions, as a --tasks file says it */
};

/* Look at all resources that are made. `local` is the folder of the embedded services, in which
 * functions are put whose code is in the template; NULL if there is none. Returns false
 * after messages. cfn_plan_release() is to be called in any case. */
bool cfn_plan(struct cfn *c, const char *local, struct cfn_plan *ret_plan);
void cfn_plan_release(struct cfn_plan *p);

/* Append what there is, for people: "state machine a, b, table t". */
void cfn_plan_put(const struct cfn_plan *p, struct buf *out);

#endif
