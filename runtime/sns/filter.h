/*
 * filter.h - which messages a subscription wants: its filter policy.
 */
#ifndef SNS_FILTER_H
#define SNS_FILTER_H

#include <stdbool.h>

struct ask;
struct value;

/* Returns true if a message with that text and those attributes is wanted by a subscription
 * with these attributes: by its filter policy, or because it has none. */
bool filter_wants(const struct value *subscription, const char *message,
                  const struct value *attributes);

/* Check a FilterPolicy for a scope, which may be NULL. `place` is what the error begins with.
 * Returns false after a failure of the request. */
bool filter_check(struct ask *a, const char *place, const char *policy, const char *scope);

#endif
