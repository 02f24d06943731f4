/*
 * endpoint.h - global endpoints, which stand for a bus in two regions. There is one region
 * here, so they are kept and told, and events go to the bus that they name.
 */
#ifndef BUS_ENDPOINT_H
#define BUS_ENDPOINT_H

struct ask;

/* The operations. */
void endpoint_create(struct ask *a);
void endpoint_update(struct ask *a);
void endpoint_delete(struct ask *a);
void endpoint_describe(struct ask *a);
void endpoint_list(struct ask *a);

#endif
