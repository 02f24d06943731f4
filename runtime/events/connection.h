/*
 * connection.h - connections and API destinations: addresses of the web that rules send events
 * to, and how they are authorized there: by a user and a password, or by the key of an API. For
 * a connection by OAuth no token is asked for: its requests go out without one.
 */
#ifndef EVENTS_CONNECTION_H
#define EVENTS_CONNECTION_H

struct ask;
struct value;

/* Make a delivery that a rule's target gets one over HTTP, if the target's ARN is that of an
 * API destination: its address, method and headers are set. Does nothing for other targets. */
void connection_aim(struct ask *a, const struct value *target, struct value **delivery);

/* The operations. */
void connection_create(struct ask *a);
void connection_update(struct ask *a);
void connection_deauthorize(struct ask *a);
void connection_delete(struct ask *a);
void connection_describe(struct ask *a);
void connection_list(struct ask *a);
void connection_create_destination(struct ask *a);
void connection_update_destination(struct ask *a);
void connection_delete_destination(struct ask *a);
void connection_describe_destination(struct ask *a);
void connection_list_destinations(struct ask *a);

#endif
