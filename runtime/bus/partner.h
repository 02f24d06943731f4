/*
 * partner.h - sources of events that a partner of AWS makes for an account: the partner's side
 * and the account's are one here. A source is active once a bus of its name has been made.
 */
#ifndef BUS_PARTNER_H
#define BUS_PARTNER_H

#include <stdbool.h>

struct ask;

/* Connect a new bus with its partner event source, which becomes active. Returns false,
 * after the request was answered with an error, if there is no such source or if the bus does
 * not have the source's name. */
bool partner_join(struct ask *a, const char *bus, const char *source);

/* Returns true if there is an active source of that name. */
bool partner_is_active(struct ask *a, const char *source);

/* The operations. */
void partner_create(struct ask *a);
void partner_delete(struct ask *a);
void partner_describe(struct ask *a);
void partner_list(struct ask *a);
void partner_list_accounts(struct ask *a);
void partner_describe_source(struct ask *a);
void partner_list_sources(struct ask *a);
void partner_activate(struct ask *a);
void partner_deactivate(struct ask *a);

#endif
