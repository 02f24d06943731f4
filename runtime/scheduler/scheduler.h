/*
 * scheduler.h - the embedded Amazon EventBridge Scheduler: schedules and their groups, in a
 * SQLite file below the folder of the embedded services.
 *
 * Requests and answers are those of its JSON protocol, with the members of paths and queries
 * beside those of the body. Schedules are started by scheduler_tick(), at the begin of their
 * flexible window.
 */
#ifndef SCHEDULER_SCHEDULER_H
#define SCHEDULER_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct random;
struct scheduler; /* opaque */
struct service_answer;
struct value;

/* Open the schedules of `folder`; `random` is borrowed and makes identifiers. Returns true and
 * *ret_scheduler (new), or false with the reason in `why`. */
bool scheduler_open(const char *folder, struct random *random, struct scheduler **ret_scheduler,
                    struct buf *why);

/* Returns true if the folder has schedules already: opening them would make no file. */
bool scheduler_has_file(const char *folder);

/* Does nothing for NULL. */
void scheduler_close(struct scheduler *s);

/* Answer a request. */
void scheduler_answer(struct scheduler *s, const char *operation, const struct value *request,
                      int64_t now_ms, struct service_answer *ret_answer);

/*
 * Start the schedules whose time has come. Returns what is to be handed on: a new array of
 * objects {"Endpoint": an ARN, "Body": text}, for a FIFO queue also "MessageGroupId", or, where
 * the target is an operation of a service, {"Endpoint", "Body", "Service": "sqs", "Operation":
 * "SendMessage", "Input": what it takes}; and where what is not taken goes to, "DeadLetter".
 */
struct value *scheduler_tick(struct scheduler *s, int64_t now_ms);

#endif
