/*
 * subscription.h - the subscriptions of the embedded SNS: who gets what is published.
 */
#ifndef SNS_SUBSCRIPTION_H
#define SNS_SUBSCRIPTION_H

#include <stdbool.h>

struct ask;
struct value;

/* Returns true if a message with that text and those attributes is wanted by a subscription
 * with these attributes: by its filter policy, or because it has none. */
bool subscription_wants(const struct value *subscription, const char *message,
                        const struct value *attributes);

/* The operations. */
void subscription_make(struct ask *a);
void subscription_end(struct ask *a);
void subscription_confirm(struct ask *a);
void subscription_list(struct ask *a);
void subscription_list_of_topic(struct ask *a);
void subscription_get_attributes(struct ask *a);
void subscription_set_attributes(struct ask *a);

#endif
