/*
 * identity.h - the name of an execution, and the ARNs that follow from it: made when somebody
 * asks for them, since most executions of a batch end before anybody does.
 *
 * Random parts are drawn when the execution starts, so that nothing that is drawn later depends
 * on who asks.
 */
#ifndef EXEC_IDENTITY_H
#define EXEC_IDENTITY_H

#include <stdbool.h>

#include "runtime/base/random.h"

struct names;

struct identity_texts {
    char *name, *arn, *machine_arn, *role_arn; /* owned */
    const char *machine_name;                  /* the end of machine_arn */
    bool is_express;
    struct random_uuid end; /* of an Express run's ARN */
    int64_t redrives;       /* how often the run was redriven, */
    int64_t redriven_ms;    /* and when that was done last */
};

struct identity {
    const struct names *names; /* of its machine; borrowed */
    struct random_uuid name;   /* which becomes its name, unless it is given one */
    /* Owned. Until somebody asks it has what is given only, and is NULL if that is nothing and
     * the run is a Standard one. */
    struct identity_texts *texts;
};

/* The identity of an execution that starts. `name` and `role_arn` are copied; if one is NULL,
 * it is made up. `r` moves on by as much as the identity may draw. */
void identity_begin(struct identity *i, const struct names *names, const char *name,
                    const char *role_arn, bool express, struct random *r);

/* Its texts: borrowed, and the same until its end. */
const struct identity_texts *identity_texts(const struct identity *i);

/* Give an empty identity the texts that it had before: each is taken, but for machine_name. */
void identity_restore(struct identity *i, const struct identity_texts *texts);

void identity_release(struct identity *i);

#endif
