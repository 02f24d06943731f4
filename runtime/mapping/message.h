/*
 * message.h - a request of a REST or HTTP API as the embedded services take it, over HTTP.
 */
#ifndef MAPPING_MESSAGE_H
#define MAPPING_MESSAGE_H

#include <stdbool.h>

struct buf;
struct outgoing;
struct plan;
struct wire_request;

/* Returns true if the service is asked by a form, and answers XML. */
bool message_is_form(const struct plan *p);

/* Fill a request to the services at that URL; to be released in any case. Returns false, with
 * the reason in `why`, if there is no such service. */
bool message_fill(struct wire_request *r, const struct plan *p, const struct outgoing *o,
                  const char *url, struct buf *why);

#endif
