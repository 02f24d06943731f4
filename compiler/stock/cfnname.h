/*
 * cfnname.h - the names that the resources of all templates have, each of which one alone may
 * have.
 */
#ifndef STOCK_CFNNAME_H
#define STOCK_CFNNAME_H

#include <stdbool.h>
#include <stddef.h>

struct cfn_things;
struct doc_node;
struct template;
struct value;

struct cfn_names {
    struct value *owners;   /* owned: by its ARN, the number of who has a name */
    struct cfn_owner *list; /* owned */
    size_t count, room;
};

void cfn_names_open(struct cfn_names *all);
void cfn_names_release(struct cfn_names *all);

/* A resource has the name that is in this ARN. Returns false after a failure that says both
 * places, if another one has it. */
bool cfn_name_take(struct cfn_names *all, struct template *t, const struct doc_node *resource,
                   const char *arn);

/* The same for the rules among those things. */
bool cfn_name_take_rules(struct cfn_names *all, const struct cfn_things *things);

#endif
