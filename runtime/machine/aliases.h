/*
 * aliases.h - the aliases of state machines, as rows: by the ARN of an alias an object of
 *   number         in the order in which the machine's aliases were made
 *   name, description, routingConfiguration, creationDate, updateDate
 * Dates are whole milliseconds since 1970. An alias always has routes to versions that there
 * are: a version that one of them names cannot be deleted.
 */
#ifndef MACHINE_ALIASES_H
#define MACHINE_ALIASES_H

#include <stdint.h>

struct machine;
struct store;
struct value;

/* The row of an alias: new, or NULL if there is none. */
struct value *aliases_get(struct store *s, const char *arn);

void aliases_put(struct store *s, const char *arn, const struct value *row);
void aliases_remove(struct store *s, const char *arn);

/* The aliases of a machine that have a route to this version (NULL: all), the oldest first: a
 * new array of rows, each of which has its stateMachineAliasArn as well. */
struct value *aliases_list(struct store *s, const struct machine *m, const char *version_arn);

/* What an alias has under a key that is a number; 0 if it has none. */
int64_t aliases_number(const struct value *row, const char *key);

#endif
