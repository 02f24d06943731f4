/*
 * sns.h - the embedded Amazon SNS: topics, subscriptions, and what was published, in a SQLite
 * file below the folder of the embedded services.
 *
 * Requests and answers are JSON with the names of SNS's model. What goes to a queue, a
 * function or an address of the web is handed to the caller; nothing is sent as a mail or a
 * text message, or to a device: it stays in the list of what was published, where people look
 * it up.
 */
#ifndef SNS_SNS_H
#define SNS_SNS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct random;
struct service_answer;
struct sns; /* opaque */
struct value;

/* Open the topics of `folder`; `random` is borrowed and makes identifiers. Returns true and
 * *ret_sns (new), or false with the reason in `why`. */
bool sns_open(const char *folder, struct random *random, struct sns **ret_sns, struct buf *why);

/* Does nothing for NULL. */
void sns_close(struct sns *s);

/* What messages say where SNS is asked about them begins with this; copied. */
void sns_set_base(struct sns *s, const char *base);

/*
 * Answer a request. *ret_deliveries is what is to be handed on now that it is stored: a new
 * array of objects {"Protocol": "sqs", "lambda", "http" or "https", "Endpoint": an ARN or an
 * address, "Body": text}, for a queue also "MessageAttributes", "MessageGroupId" and
 * "MessageDeduplicationId" where it has them, for an address "Headers", and "DeadLetter", the
 * ARN of the queue that gets what the receiver does not take.
 */
void sns_answer(struct sns *s, const char *operation, const struct value *request,
                int64_t now_ms, struct service_answer *ret_answer,
                struct value **ret_deliveries);

/* All that was published, the oldest first: new, an array of objects {"MessageId", "TopicArn"
 * or "PhoneNumber", "Subject", "Message", "MessageAttributes", "Timestamp", "To":
 * ["email:a@b"]}. NULL, with the reason in `why`, if that fails. */
struct value *sns_published(struct sns *s, struct buf *why);

/* Forget all that was published. Returns false, with the reason in `why`, if that fails. */
bool sns_drain(struct sns *s, struct buf *why);

/* Make the topic that a request's TopicArn or TargetArn names, where it is not there. What was
 * made is appended to `made`, a line: "topic bills". */
void sns_make_for(struct sns *s, const struct value *request, int64_t now_ms, struct buf *made);

#endif
