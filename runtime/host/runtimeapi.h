/*
 * runtimeapi.h - the words of the AWS Lambda Runtime API (2018-06-01), by which a function's
 * process asks for events and answers them.
 */
#ifndef HOST_RUNTIMEAPI_H
#define HOST_RUNTIMEAPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct http_request;

#define RUNTIMEAPI_RESPONSE_MAX 6291556 /* bytes of an answer: 6 MB and 100 */
#define RUNTIMEAPI_ID_MAX       64

enum runtimeapi_call {
    RUNTIMEAPI_NEXT,       /* GET invocation/next */
    RUNTIMEAPI_RESPONSE,   /* POST invocation/ID/response */
    RUNTIMEAPI_ERROR,      /* POST invocation/ID/error */
    RUNTIMEAPI_INIT_ERROR, /* POST init/error */
    RUNTIMEAPI_UNKNOWN
};

/* What a request asks for. *ret_id is the ID in its path, else "". */
enum runtimeapi_call runtimeapi_read(const struct http_request *r,
                                     char ret_id[RUNTIMEAPI_ID_MAX + 1]);

/* An event as the next call's answer tells it. The texts are borrowed; client_context is
 * NULL if there is none. */
struct runtimeapi_event {
    const char *request_id, *arn, *trace_id, *client_context;
    int64_t deadline_ms; /* since 1970 */
    const char *body;
    size_t size;
};

void runtimeapi_give(struct http_request *r, const struct runtimeapi_event *e);

/* The answers to the other calls. */
void runtimeapi_accept(struct http_request *r);
void runtimeapi_refuse(struct http_request *r, int status, const char *type,
                       const char *message);

/* Appends what the base64 `text` stands for, up to the first byte that is not base64. */
void runtimeapi_decode(struct buf *out, const char *text);

/* A response whose stream broke off in the middle has two trailers that tell so (aws-lambda-go
 * sends them). Returns the error's name (new) and appends the error itself to `error`; returns
 * NULL if the response is whole. */
char *runtimeapi_broken_stream(const struct http_request *r, struct buf *error);

/* Returns what an error that was posted is called: errorType of its body (which is JSON, as far
 * as it is), or else what a header says. New; NULL if neither tells. */
char *runtimeapi_error_type(const struct http_request *r);

#endif
