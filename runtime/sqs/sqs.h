/*
 * sqs.h - the embedded Amazon SQS: queues in a SQLite file below the folder of the embedded
 * services.
 *
 * Requests and answers are those of SQS's JSON protocol. The time is the caller's, so that
 * delays and visibility timeouts follow a virtual clock as well.
 */
#ifndef SQS_SQS_H
#define SQS_SQS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct random;
struct service_answer;
struct sqs; /* opaque */
struct value;

/* Open the queues of `folder`; `random` is borrowed and makes identifiers. Returns true and
 * *ret_sqs (new), or false with the reason in `why`. */
bool sqs_open(const char *folder, struct random *random, struct sqs **ret_sqs, struct buf *why);

/* Does nothing for NULL. */
void sqs_close(struct sqs *s);

/* Queue URLs begin with this, such as "http://127.0.0.1:4100"; copied. Before this is called,
 * they begin as those of AWS do. A URL in a request may begin with anything. */
void sqs_set_base(struct sqs *s, const char *base);

/* Answer a request. Returns 0, or for a ReceiveMessage that found nothing how many milliseconds
 * its sender would wait for a message: the caller may ask again until then. */
int64_t sqs_answer(struct sqs *s, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer);

/* All messages of a queue, the oldest first, without receiving them: new, an array of objects
 * {"MessageId", "Body", "State": "visible", "in flight" or "delayed", "SentTimestamp": ms,
 * "ReceiveCount", "MessageAttributes", "MessageGroupId"}. NULL, with the reason in `why`, if
 * that fails or there is no such queue. */
struct value *sqs_messages(struct sqs *s, const char *queue, int64_t now_ms, struct buf *why);

/* Make the queue that a request's QueueUrl names, where it is not there: a FIFO queue if its
 * name ends in .fifo. What was made is appended to `made`, a line: "queue people". */
void sqs_make_for(struct sqs *s, const struct value *request, int64_t now_ms, struct buf *made);

#endif
