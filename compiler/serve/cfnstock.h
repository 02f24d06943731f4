/*
 * cfnstock.h - what of a template is made in the embedded services: tables, queues, topics,
 * buckets, event buses, parameters and secrets, each as the service's own API makes it.
 */
#ifndef SERVE_CFNSTOCK_H
#define SERVE_CFNSTOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doc_node;
struct hub;
struct template;
struct value;

/* Something that is made by asking a service. */
struct cfn_thing {
    const struct doc_node *resource;
    const char *word; /* what people call it: "table"; NULL for what belongs to another thing */
    const char *service, *operation;
    struct value *input; /* owned */
    const char *but;     /* the code of an error that is none, since it is there; NULL */
};

struct cfn_things {
    struct cfn_thing *list; /* owned */
    size_t count, room;
};

/* Add what makes this resource; nothing for one of another kind. Returns false after a failure.
 */
bool cfn_stock(struct template *t, const struct doc_node *resource, struct cfn_things *things);

/* Make all of it. What cannot be made is warned of on standard error, in the name of `program`.
 */
void cfn_stock_make(const struct cfn_things *things, const char *program, struct hub *h,
                    int64_t now_ms);

void cfn_stock_release(struct cfn_things *things);

#endif
