/*
 * httpapi.h - the mapped parameters of HTTP APIs.
 */
#ifndef MAPPING_HTTPAPI_H
#define MAPPING_HTTPAPI_H

#include <stdbool.h>

struct buf;
struct http_request;
struct plan;
struct scene;
struct value;

/* What an operation of a service gets, by the parameters of its integration: JSON, appended.
 * Returns false, with the reason in `why`, if the service is not to be asked for it. */
bool httpapi_put_input(const struct plan *p, const struct scene *s,
                       const struct http_request *r, struct buf *out, struct buf *why);

/* Change the event of a function, of the format 1.0 or 2.0. */
void httpapi_change_event(const struct plan *p, const struct scene *s,
                          const struct http_request *r, struct value **event);

/* Change the answer of a function, as it has said it, by what the plan has for its status. */
void httpapi_change_answer(const struct plan *p, const struct scene *s, struct http_request *r,
                           int *status, struct value **answer);

#endif
