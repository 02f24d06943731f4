/*
 * subscription.h - the subscriptions of the embedded SNS: who gets what is published.
 */
#ifndef SNS_SUBSCRIPTION_H
#define SNS_SUBSCRIPTION_H

struct ask;

/* The operations. */
void subscription_make(struct ask *a);
void subscription_end(struct ask *a);
void subscription_confirm(struct ask *a);
void subscription_list(struct ask *a);
void subscription_list_of_topic(struct ask *a);
void subscription_get_attributes(struct ask *a);
void subscription_set_attributes(struct ask *a);

#endif
