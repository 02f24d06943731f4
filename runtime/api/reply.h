/*
 * reply.h - what the handlers of the API's operations have in common: how they answer, and how
 * dates and payloads stand in answers.
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include <stddef.h>
#include <stdint.h>

struct call;
struct station;
struct value;

/* Answer when the turn is committed. The body is taken; NULL stands for {}. */
void reply_good(struct station *s, struct call *c, struct value *body);

/* The same with an error of the API; `code` is static. */
void reply_fail(struct station *s, struct call *c, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with ValidationException, and with its reason out of AWS's model; NULL for none. */
void reply_invalid(struct station *s, struct call *c, const char *reason, const char *message);

/* The same with ResourceNotFound, for what has that ARN. */
void reply_not_found(struct station *s, struct call *c, const char *arn);

/* Answer that another node has the execution: 503, and nothing was done. Whoever asked may ask
 * again. */
void reply_elsewhere(struct station *s, struct call *c);

/* Answer that an execution has started, as StartExecution does. */
void reply_started(struct station *s, struct call *c, const char *arn, int64_t start_ms);

/* A date: seconds since 1970, with milliseconds. */
void reply_put_date(struct value **body, const char *key, int64_t at_ms);

/* The date that a row has as milliseconds under the same key, if it has one. */
void reply_copy_date(struct value **body, const char *key, const struct value *row);

/* A text of a row under the same key, if it has one. */
void reply_copy_text(struct value **body, const char *key, const struct value *row);

/* An object like `all` without these members; `keys` ends with NULL. New. */
struct value *reply_without(const struct value *all, const char *const *keys);

/* A payload that is JSON text, and what says that all of it is there. */
void reply_put_payload(struct value **body, const char *key, const char *details_key,
                       const char *json);

#endif
