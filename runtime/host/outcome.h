/*
 * outcome.h - what AWS says in a function's place where the function itself cannot: JSON texts
 * with errorType and errorMessage, which become a task's Error and Cause.
 */
#ifndef HOST_OUTCOME_H
#define HOST_OUTCOME_H

#include <stdint.h>

struct buf;

#define OUTCOME_TIMEOUT   "Sandbox.Timedout"
#define OUTCOME_EXIT      "Runtime.ExitError"
#define OUTCOME_TOO_LARGE "Function.ResponseSizeTooLarge"
#define OUTCOME_SILENCE   "Runtime.NoResponse"

/* It ran for longer than its timeout. */
void outcome_timeout(struct buf *out, const char *request_id, int64_t timeout_ms);

/* Its process ended with this status, as waitpid(2) gives it, and no answer. */
void outcome_exit(struct buf *out, const char *request_id, int status);

/* Its answer has more bytes than an answer may have. */
void outcome_too_large(struct buf *out);

/* It asked for the next event and had not answered the last one. (AWS has no words for this.)
 */
void outcome_silence(struct buf *out, const char *request_id);

#endif
