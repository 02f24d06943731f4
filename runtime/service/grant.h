/*
 * grant.h - the statements that AddPermission adds to a policy, and RemovePermission takes from
 * it, by their labels.
 */
#ifndef SERVICE_GRANT_H
#define SERVICE_GRANT_H

struct value;

struct grant {
    const char *prefix; /* of its actions: "SQS:" */
    const char *label, *resource;
    const struct value *accounts, *actions; /* arrays of texts */
};

/* The policy of that text, with `grant` as its last statement: new, or NULL if the policy has a
 * statement of that label. An empty text or NULL is a policy without statements. */
struct value *grant_add(const char *policy, const char *version, const char *id,
                        const struct grant *grant);

/* The policy without the statement of that label: new, or NULL if it has none. */
struct value *grant_remove(const char *policy, const char *label);

/* The policy of a text: new; an empty object if it is none. */
struct value *grant_read(const char *policy);

#endif
