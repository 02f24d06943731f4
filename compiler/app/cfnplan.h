/*
 * cfnplan.h - what a template asks a local server for: state machines, activities, functions,
 * and what is in the embedded services.
 */
#ifndef APP_CFNPLAN_H
#define APP_CFNPLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/app/cfnevent.h"
#include "compiler/stock/cfnname.h"
#include "compiler/stock/cfnstock.h"

struct buf;
struct cfn;
struct cfn_code;
struct template_machine;
struct value;

struct cfn_plan {
    const struct template_machine *machines; /* the list goes on by `next`; the templates' */
    const char **activities;                 /* their names; the list is owned */
    size_t machine_count, activity_count, activity_room;
    struct cfn_names names;
    struct cfn_things things;
    struct cfn_starts starts;
    struct value *qualifiers; /* owned: versions and aliases, as cfnversion.h has them */
    size_t passed_over;       /* resources that nothing is lost without */
    struct value *tasks; /* owned: who does the tasks of functions, as a --tasks file says it */
};

/* Look at all resources that are made. `code` says where functions go whose code is in the
 * template. Returns false after messages. cfn_plan_release() is to be called in any case. */
bool cfn_plan(struct cfn *c, const struct cfn_code *code, struct cfn_plan *ret_plan);
void cfn_plan_release(struct cfn_plan *p);

/* Append what there is, for people: "state machine a, b, table t". */
void cfn_plan_put(const struct cfn_plan *p, struct buf *out);

/* Append where it stands, a line each, below the URL of the server and that of the embedded
 * services; NULL where there is none. */
void cfn_plan_put_places(const struct cfn_plan *p, const char *server, const char *services,
                         struct buf *out);

#endif
