/*
 * queue.h - the queues of the embedded SQS: made, found, described, changed, deleted.
 */
#ifndef SQS_QUEUE_H
#define SQS_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct ask;
struct value;

struct queue {
    char *name;
    struct value *attributes; /* those that are set, defaults filled in; texts */
    struct value *tags;
    int64_t made_ms, changed_ms;
    bool is_fifo;
};

/* The queue that the request's QueueUrl names. Returns false after a failure of the request,
 * where *ret is empty: queue_release() is still allowed. */
bool queue_find(struct ask *a, struct queue *ret);

void queue_release(struct queue *q);

/* Keep what was changed of a queue. */
void queue_store(struct ask *a, const struct queue *q);

/* The code of an error in SQS's older query protocol: AWS.SimpleQueueService.NonExistentQueue
 * for QueueDoesNotExist. Static, or `code` itself. */
const char *queue_query_code(const char *code);

/* Appends a queue's ARN. */
void queue_put_arn(struct buf *out, const char *name);

/* Where messages go after too many receives: returns false if the queue has no such place. */
bool queue_dead_letters(const struct queue *q, char **ret_name, int64_t *ret_most);

/* The operations. */
void queue_create(struct ask *a);
void queue_delete(struct ask *a);
void queue_get_url(struct ask *a);
void queue_list(struct ask *a);
void queue_list_sources(struct ask *a);
void queue_get_attributes(struct ask *a);
void queue_set_attributes(struct ask *a);
void queue_purge(struct ask *a);
void queue_tag(struct ask *a);
void queue_untag(struct ask *a);
void queue_list_tags(struct ask *a);

#endif
