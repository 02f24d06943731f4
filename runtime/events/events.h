/*
 * events.h - the embedded Amazon EventBridge: buses, rules and their targets, in a SQLite file
 * below the folder of the embedded services.
 *
 * Requests and answers are those of EventBridge's JSON protocol. A rule hands the events that
 * match its pattern to its targets, by way of the caller. Rules with a schedule are started by
 * events_tick().
 */
#ifndef EVENTS_EVENTS_H
#define EVENTS_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct events; /* opaque */
struct random;
struct service_answer;
struct value;

/* Open the rules of `folder`; `random` is borrowed and makes identifiers. Returns true and
 * *ret_events (new), or false with the reason in `why`. */
bool events_open(const char *folder, struct random *random, struct events **ret_events,
                 struct buf *why);

/* Returns true if the folder has rules already: opening them would make no file. */
bool events_has_file(const char *folder);

/* Does nothing for NULL. */
void events_close(struct events *e);

/*
 * Answer a request. *ret_deliveries is what is to be handed on: a new array of objects
 * {"Endpoint": an ARN, "Body": text, "Rule": its ARN}, for a FIFO queue also "MessageGroupId"
 * and "MessageDeduplicationId", for an API an address with "Method" and "Headers", and where
 * the target has a queue for what it does not take, "DeadLetter", its ARN, and "Letter", the
 * event as JSON.
 */
void events_answer(struct events *e, const char *operation, const struct value *request,
                   int64_t now_ms, struct service_answer *ret_answer,
                   struct value **ret_deliveries);

/* An event of a service itself, such as an object that was put into a bucket: as if PutEvents
 * had brought it to the default bus. `resource` is an ARN, `detail` is borrowed. Returns what
 * is to be handed on, as above. */
struct value *events_emit(struct events *e, const char *source, const char *type,
                          const char *resource, struct value *detail, int64_t now_ms);

/* Start the rules whose time has come since they were started last. Returns what is to be
 * handed on, as above. */
struct value *events_tick(struct events *e, int64_t now_ms);

/* Make the buses that the entries of a PutEvents name, where they are not there. What was made
 * is appended to `made`, a line each: "event bus orders". */
void events_make_for(struct events *e, const char *operation, const struct value *request,
                     int64_t now_ms, struct buf *made);

#endif
