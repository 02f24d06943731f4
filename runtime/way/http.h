/*
 * http.h - tasks done by whatever listens at an address (http:, https:): for a Lambda function
 * the Lambda Invoke API is spoken, signed where credentials are set; for http:invoke and
 * apigateway:invoke it stands in for the host that they name; anything else is a POST of the
 * task's input as JSON, whose answer is the result.
 *
 * A status other than 2xx fails a POST: by the errorType and errorMessage of a JSON object that
 * it brought, or by States.Http.StatusCode.NNN and its body. Where there is no answer the error
 * is States.Http.Socket (I-17).
 */
#ifndef WAY_HTTP_H
#define WAY_HTTP_H

#include <stdbool.h>

struct asl_target;
struct buf;
struct fetch_way;
struct target_job;

extern const struct asl_target asl_target_http;

/* What the way https: shares: an address behind its scheme, and the start of a task with TLS.
 */
bool http_read(const char *scheme, const char *text, void **ret_bound, struct buf *why);
bool http_prepare(void *bound, struct buf *why);
void *http_start(void *bound, const struct target_job *job, const struct fetch_way *tls);
void http_abandon(void *work);
void http_release(void *bound);

#endif
