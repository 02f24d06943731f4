/*
 * tags.h - the tags of state machines and activities, as rows: an array of {key, value} in the
 * order in which they were added, by the ARN of what has them.
 */
#ifndef LEDGER_TAGS_H
#define LEDGER_TAGS_H

#include <stdbool.h>

struct service_answer;
struct store;
struct value;

/* Returns true if something may get these tags, as `arn` when it is made (NULL: it gets none).
 * Returns false, with TooManyTags or, for a key of AWS's own, ValidationException in the
 * answer. */
bool tags_check(const char *arn, const struct value *tags, struct service_answer *ret_answer);

/* The tags: new; an empty array if it has none. */
struct value *tags_get(struct store *s, const char *arn);

/* Add tags, each in place of one with the same key. */
void tags_put(struct store *s, const char *arn, const struct value *tags);

/* Take the ones with these keys away. */
void tags_remove(struct store *s, const char *arn, const struct value *keys);

/* `list` (taken) with these tags added. */
struct value *tags_merge(struct value *list, const struct value *tags);

#endif
