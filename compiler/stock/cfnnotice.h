/*
 * cfnnotice.h - what the buckets of a template tell of their objects, and to whom: what they
 * say themselves, and the S3 events of SAM's functions, all in one configuration for each
 * bucket.
 */
#ifndef STOCK_CFNNOTICE_H
#define STOCK_CFNNOTICE_H

struct cfn_things;
struct doc_node;
struct template;
struct value;

/* Add what a bucket says itself (NotificationConfiguration). `all` has the configuration of
 * each bucket by its name. */
void cfn_notice_of_bucket(struct template *t, const struct doc_node *bucket,
                          struct value **all);

/* Add that a function, by its ARN, hears of a bucket, as the properties of an event say it. */
void cfn_notice_of_event(struct template *t, const struct doc_node *properties,
                         const char *function, struct value **all);

/* Add what makes all of them, for the buckets of these templates. */
void cfn_notice_make(struct template *first, const struct value *all,
                     struct cfn_things *things);

#endif
