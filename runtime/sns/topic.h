/*
 * topic.h - the topics of the embedded SNS.
 */
#ifndef SNS_TOPIC_H
#define SNS_TOPIC_H

#include <stdbool.h>

struct ask;
struct buf;
struct database;
struct value;

struct topic {
    char *arn;
    struct value *attributes; /* those that are set: texts */
    struct value *tags;
    bool is_fifo;
};

/* Find the topic of an ARN. Returns false after a failure of the request, where *ret is empty:
 * topic_release() is still allowed. */
bool topic_find(struct ask *a, const char *arn, struct topic *ret);
void topic_release(struct topic *t);

/* Keep what was changed of a topic. */
void topic_store(struct database *d, const struct topic *t);

/* Make the topic of an ARN as it stands, whatever its region and account: for tasks of a
 * workflow that was written for another. FIFO topics tell equal messages by their text. */
void topic_make(struct database *d, const char *arn);

/* The operations. */
void topic_create(struct ask *a);
void topic_delete(struct ask *a);
void topic_list(struct ask *a);
void topic_get_attributes(struct ask *a);
void topic_set_attributes(struct ask *a);
void topic_tag(struct ask *a);
void topic_untag(struct ask *a);
void topic_list_tags(struct ask *a);

#endif
