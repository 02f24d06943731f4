/*
 * cfnrecord.h - what a stack has made in a folder that starts something: rules with their
 * targets, subscriptions, notifications. The folder keeps a list of it (stack.json), so that
 * what the template has no longer ends at the next start. Tables, queues, buckets and whatever
 * else has data in it stay.
 */
#ifndef STOCK_CFNRECORD_H
#define STOCK_CFNRECORD_H

#include <stdint.h>

struct cfn_things;
struct hub;

struct cfn_record {
    const char *program; /* for messages */
    const char *folder;  /* of the embedded services */
    const char *path;    /* of the first template */
    const struct cfn_things *things;
};

/* End what the folder's list has that is not among the things. Says so where another template
 * has made it. */
void cfn_record_end(const struct cfn_record *r, struct hub *h, int64_t now_ms);

/* Write the list; a message where that fails. */
void cfn_record_keep(const struct cfn_record *r);

#endif
