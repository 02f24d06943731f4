/*
 * notice.h - what a receiver gets of a message: the envelope around its text, Lambda's event,
 * or the text itself.
 */
#ifndef SNS_NOTICE_H
#define SNS_NOTICE_H

struct ask;
struct news;
struct value;

/* A subscription; all is borrowed. */
struct receiver {
    const char *arn, *protocol, *endpoint;
    const struct value *attributes;
};

/* Add what goes to the receiver to the request's deliveries; nothing if it is sent to nobody.
 */
void notice_deliver(struct ask *a, const struct news *n, const struct receiver *to);

/* Add the question whether the endpoint wants what is published to the topic. */
void notice_confirm(struct ask *a, const char *topic, const struct receiver *to,
                    const char *token);

#endif
