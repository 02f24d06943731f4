/*
 * hub.h - the embedded services below one folder, and what they hand to each other: a topic's
 * messages go to queues, an event goes to topics, queues and functions.
 *
 * A service is opened when it is first asked. Requests and answers are values with the names of
 * the service's own API.
 */
#ifndef LOCAL_HUB_H
#define LOCAL_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct hub; /* opaque */
struct random;
struct service_answer;
struct value;

struct hub_options {
    const char *folder;    /* copied; made at the first request */
    struct random *random; /* borrowed; makes identifiers */

    /* A topic or a rule calls a Lambda function, or a rule starts a state machine: its ARN or
     * name, and the event's JSON, both borrowed for the call. NULL: such deliveries are
     * dropped.
     */
    void (*on_call)(void *owner, const char *receiver, const char *event, size_t size);

    /* A topic or a rule sends a request over HTTP: an object {"Endpoint": an address, "Body":
     * text, "Headers": {NAME: text}} and perhaps "Method", borrowed for the call. What the
     * receiver does not take is for hub_bury(). NULL: it is not sent. */
    void (*on_post)(void *owner, const struct value *delivery);

    void *owner;
};

struct hub_request {
    const char *service; /* as behind aws-sdk: in a resource: dynamodb, sqs, eventbridge ... */
    const char *operation;
    const struct value *input; /* borrowed */
    int64_t now_ms;
};

/* New. */
struct hub *hub_open(const struct hub_options *o);
void hub_close(struct hub *h);

/* Queue URLs that are answered begin with this; copied. */
void hub_set_base(struct hub *h, const char *base);

/* Returns true if there is an embedded service of that name. */
bool hub_has(const char *service);

/* The code of an error as people are shown it, where the service had another protocol once;
 * NULL if they are shown the code itself. Static. */
const char *hub_shown_code(const char *service, const char *code);

/* Answer a request. Returns 0, or for a request to a queue that found no message how many
 * milliseconds its sender would wait for one: the caller may ask again until then. */
int64_t hub_answer(struct hub *h, const struct hub_request *r,
                   struct service_answer *ret_answer);

/* Time has passed: rules with a schedule are started. Nothing is opened where there are none.
 */
void hub_tick(struct hub *h, int64_t now_ms);

/* A delivery was not taken, for the reason that `code` and `message` give (they may be NULL):
 * it goes to its queue of dead letters, if it has one. */
void hub_bury(struct hub *h, const struct value *delivery, const char *code,
              const char *message, int64_t now_ms);

/* Make what the request names and what is not there: a queue, a topic, a bus, a table, a
 * bucket. For the tasks of a workflow, whose author made them elsewhere. What was made is
 * appended to `made`, a line each: "queue people". Returns false, with the answer to the
 * request in *ret_failure, if the service cannot be opened: asking it would be to wait again.
 */
bool hub_make_for(struct hub *h, const struct hub_request *r, struct buf *made,
                  struct service_answer *ret_failure);

/* The messages of a queue, and what was published to topics, as sqs_messages() and
 * sns_published() give them: new, or NULL with the reason in `why`. */
struct value *hub_messages(struct hub *h, const char *queue, int64_t now_ms, struct buf *why);
struct value *hub_mails(struct hub *h, struct buf *why);

/* Forget what was published. Returns false, with the reason in `why`, if that fails. */
bool hub_drain_mails(struct hub *h, struct buf *why);

/* The operation's answer as a value: new, or NULL with the error in `why`. */
struct value *hub_ask(struct hub *h, const struct hub_request *r, struct buf *why);

#endif
