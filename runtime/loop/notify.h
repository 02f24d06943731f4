/*
 * notify.h - tells systemd how a service is: datagrams to the socket that NOTIFY_SOCKET names,
 * as sd_notify() sends them.
 *
 * Without that variable nobody wants to know, and all of this does nothing. A send that the
 * socket does not take within a second is given up.
 */
#ifndef LOOP_NOTIFY_H
#define LOOP_NOTIFY_H

#include <stdbool.h>

struct buf;
struct loop;
struct notify; /* opaque */

/* Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment, so that what the
 * service starts does not speak for it. New, for notify_close(). */
struct notify *notify_open(struct loop *l);

/* Does nothing for NULL. */
void notify_close(struct notify *n);

/* The service is up. From now on, if systemd watches it (WatchdogSec), it hears twice in that
 * time that the loop still turns; such a loop always has something that can come. Returns
 * false, with the reason in `why`, if the word does not reach it: it will wait in vain, and end
 * the service. */
bool notify_ready(struct notify *n, struct buf *why);

/* What the service does now, a line for `systemctl status`. */
void notify_status(struct notify *n, const char *text);

/* The service begins to read its settings again; notify_ready() says that it has. */
void notify_reloading(struct notify *n);

/* Returns true if there is somebody who hears what is told. */
bool notify_is_heard(const struct notify *n);

/* The service has begun to end. */
void notify_stopping(struct notify *n);

#endif
