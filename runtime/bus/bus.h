/*
 * bus.h - the buses of the embedded EventBridge, and their policies.
 */
#ifndef BUS_BUS_H
#define BUS_BUS_H

#include <stdbool.h>

struct ask;
struct buf;
struct value;

#define BUS_DEFAULT "default"

/* The name of a bus, which may be given by its ARN; "default" for NULL. Borrowed. */
const char *bus_of(const char *name_or_arn);

/* Returns true if there is such a bus. */
bool bus_is_there(struct ask *a, const char *bus);

/* The bus that a member of the request names, which must be there; NULL after a failure. */
const char *bus_wanted(struct ask *a, const char *member);

/* The ARN of a bus ("event-bus", no rule), or of a rule of it: appended, or set. */
void bus_put_arn(struct buf *out, const char *kind, const char *bus, const char *rule);
void bus_set_arn(struct value **object, const char *key, const char *kind, const char *bus,
                 const char *rule);

/* The operations. */
void bus_create(struct ask *a);
void bus_update(struct ask *a);
void bus_delete(struct ask *a);
void bus_describe(struct ask *a);
void bus_list(struct ask *a);
void bus_put_permission(struct ask *a);
void bus_remove_permission(struct ask *a);

#endif
