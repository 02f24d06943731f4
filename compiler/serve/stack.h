/*
 * stack.h - an application out of templates, as a server runs it: what is made in the embedded
 * services, which functions there are, by which routes and events they are started.
 */
#ifndef SERVE_STACK_H
#define SERVE_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/stock/cfn.h"
#include "compiler/app/cfnplan.h"
#include "runtime/program/option.h"

struct options;
struct template_machine;
struct verdict;
struct serve_options;
struct session;
struct station;

struct stack_options {
    struct option_list templates;  /* paths */
    struct option_list parameters; /* "NAME=VALUE" */
    size_t port; /* where the embedded services answer; 0: the system picks one */
};

/* Set to {0} it is empty, and may be closed. */
struct stack {
    const struct stack_options *options;
    struct cfn cfn;
    struct cfn_plan plan;
    bool is_planned;
    char *local; /* owned: the folder of the embedded services; NULL */
};

/* What a template describes is all on this machine: no task reaches AWS, unless a binding says
 * so, or the environment says where services are. Where --local gives no folder, the first
 * template has one of its own below that of `server`. To be called first. */
void stack_keep_local(struct stack *s, const struct stack_options *o, struct options *common,
                      const char *server);

/* Read the templates; their functions and routes are added to the options of the server, whose
 * session is open. Returns false after messages. */
bool stack_open(struct stack *s, const struct stack_options *o, struct serve_options *serve,
                struct session *session);

/* What is to be said of a state machine of theirs; for verdict_release(). */
void stack_judge(const struct template_machine *m, struct verdict *ret_verdict);

/* --check: tell what would be there, on standard output, and what is wrong with definitions on
 * standard error. Returns the exit code: 1 if there are errors in those. */
int stack_check(struct stack *s, const struct stack_options *o, struct serve_options *serve);

/* Make the activities; and, when all state machines are there, all else, so that what starts
 * them does. */
void stack_make_activities(const struct stack *s, struct station *station);
void stack_begin(struct stack *s, struct station *station);

/* Print what stands where. */
void stack_tell_places(struct stack *s, const char *url, const struct session *session);

void stack_close(struct stack *s);

#endif
