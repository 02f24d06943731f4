/*
 * cfnstock.h - what of a template is made in the embedded services: tables, queues, topics,
 * buckets, event buses, parameters and secrets, each as the service's own API makes it.
 */
#ifndef STOCK_CFNSTOCK_H
#define STOCK_CFNSTOCK_H

#include <stdbool.h>
#include <stddef.h>

struct doc_node;
struct template;
struct value;

/* Something that is made by asking a service. */
struct cfn_thing {
    struct template *of;
    const struct doc_node *resource;
    const char *word; /* what people call it: "table"; NULL for what belongs to another thing */
    const char *service, *operation;
    struct value *input; /* owned */
    const char *but;     /* part of an error that is none, since it is there already; NULL */
};

struct cfn_things {
    struct cfn_thing *list; /* owned */
    size_t count, room;
};

/* Add one; what it owns is taken. */
void cfn_things_add(struct cfn_things *all, struct cfn_thing thing);

/* Returns true if a resource is made so. */
bool cfn_is_stock(const struct doc_node *resource);

/* Add what makes this resource, and to `later` what can be done only when all is there, such as
 * subscriptions. Returns false after a failure. */
bool cfn_stock(struct template *t, const struct doc_node *resource, struct cfn_things *things,
               struct cfn_things *later);

/* Somebody who gets what is published to a topic. */
struct cfn_subscription {
    const char *topic, *protocol, *endpoint;
};

/* Add it, with the FilterPolicy, FilterPolicyScope, RawMessageDelivery and RedrivePolicy of
 * `properties`. Returns false after a failure. */
bool cfn_subscription_add(struct template *t, const struct doc_node *resource,
                          const struct doc_node *properties, const struct cfn_subscription *s,
                          struct cfn_things *things);

void cfn_stock_release(struct cfn_things *things);

#endif
