/*
 * visit.h - asks the processes in which tasks wait below one folder (reception.h): answers a
 * task's token, takes tasks of activities, lists what waits.
 *
 * Each call blocks, but not for longer than it says. Functions with `why` return false, with
 * the reason there, if the folder cannot be used, or a process does not answer in time.
 */
#ifndef TOKEN_VISIT_H
#define TOKEN_VISIT_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct service_answer;
struct value;

/* How long processes may take to answer. */
#define VISIT_ANSWER_MS 10000

/* SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat: answered as AWS answers it. The first
 * process that has the token decides. */
bool visit_send(const char *local, const char *operation, const struct value *input,
                struct service_answer *ret_answer, struct buf *why);

/* GetActivityTask: waits up to `wait_ms` for a task of the activity. *ret_task is what AWS
 * answers, new: {"taskToken":...,"input":...}, or NULL if none came. `worker` may be NULL. */
bool visit_take(const char *local, const char *activity, const char *worker, int64_t wait_ms,
                struct value **ret_task, struct buf *why);

/* All that waits, of each process in turn: an array of {"token","state","execution","activity",
 * "since","isTaken"}, where "execution" and "activity" are absent if there is none. New. */
bool visit_list(const char *local, struct value **ret_waiting, struct buf *why);

#endif
