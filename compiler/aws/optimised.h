/*
 * optimised.h - which calls of AWS's APIs the optimised integrations are, and what they do
 * beyond those: optimised.def.
 */
#ifndef AWS_OPTIMISED_H
#define AWS_OPTIMISED_H

#include "runtime/aws/arn.h"

/* Texts are as in optimised.def; NULL: nothing. */
struct optimised_call {
    const char *integration; /* "glue:startJobRun" */
    const char *service, *action;
};

struct optimised_moves {
    const char *integration, *takes, *gives;
};

struct optimised_lookup {
    const char *integration, *action, *asks, *list, *name, *given, *id, *to;
};

struct optimised_cargo {
    const char *integration, *service, *gets, *puts, *from, *to, *member;
};

struct optimised_parsing {
    const char *integration, *member;
};

struct optimised_refusal {
    const char *integration, *list, *error;
};

struct optimised_job {
    const char *integration, *describes, *asks, *status, *good, *bad, *gone, *zero, *shown, *as,
        *adds, *stops, *stop_asks;
    int pause_s;
};

/* The row of an integration; NULL if it has none. Static. */
const struct optimised_call *optimised_call(struct arn_part integration);
const struct optimised_moves *optimised_moves(const char *integration);
const struct optimised_lookup *optimised_lookup(const char *integration);
const struct optimised_cargo *optimised_cargo(const char *integration);
const struct optimised_parsing *optimised_parsing(const char *integration);
const struct optimised_refusal *optimised_refusal(const char *integration);
const struct optimised_job *optimised_job(const char *integration);

#endif
