/*
 * httptext.h - what can be said of HTTP's texts alone.
 */
#ifndef LOOP_HTTPTEXT_H
#define LOOP_HTTPTEXT_H

#include <stdbool.h>

/* The words that belong to a status, such as "Not Found". Static. */
const char *httptext_reason(int status);

/*
 * Returns true if a browser may have sent a request with this Host and Origin (each may be
 * NULL) for a page of somebody else. A Host is our own if it is an IP address, localhost or a
 * name below localhost, with or without a port and "sync-" in front, which AWS's clients add;
 * an Origin if it is that very Host.
 */
bool httptext_is_foreign(const char *host, const char *origin);

#endif
