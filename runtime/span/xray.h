/*
 * xray.h - sends spans to the X-Ray daemon.
 *
 * A segment takes its subsegments along as far as a datagram has room; the others are documents
 * of their own, which are sent as soon as their spans are over.
 */
#ifndef SPAN_XRAY_H
#define SPAN_XRAY_H

#include <stdbool.h>

struct buf;
struct datagrams;
struct span;

/* A span is over. `own` has what was kept of the spans in it, and `around` what is kept of
 * those in the span around it; that may be NULL. */
void xray_take(struct datagrams *d, const struct span *s, const struct buf *own,
               struct buf *around);

/* A segment is under way. */
void xray_tell_progress(struct datagrams *d, const struct span *s);

/* Reads the daemon's address, "HOST:PORT" or "tcp:HOST:PORT udp:HOST:PORT": the one for UDP.
 * Returns false, with what is wrong in `why`. *ret_host is new. */
bool xray_read_address(const char *text, char **ret_host, int *ret_port, struct buf *why);

#endif
