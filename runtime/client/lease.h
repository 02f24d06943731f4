/*
 * lease.h - credentials that somebody has given, and until when.
 */
#ifndef CLIENT_LEASE_H
#define CLIENT_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/aws/credentials.h"

struct buf;
struct value;

struct lease {
    struct credentials keys;
    int64_t until_ms; /* by the time of day, since 1970; 0: without an end */
};

/* The members that hold them in an answer. `until` is a timestamp, or a number of milliseconds
 * since 1970; it may be missing. */
struct lease_names {
    const char *access_key, *secret_key, *token, *until;
};

/* As STS calls them, and commands do. */
extern const struct lease_names lease_usual;

/* Returns true and fills *ret_lease (for lease_release()), or false with what is wrong in
 * `why`. */
bool lease_read(const struct value *o, const struct lease_names *n, struct lease *ret_lease,
                struct buf *why);

/* The same of an answer's body, which is JSON. `within` is the member that holds the members,
 * NULL if they stand at its top. */
bool lease_read_json(const char *text, size_t size, const char *within,
                     const struct lease_names *n, struct lease *ret_lease, struct buf *why);

void lease_release(struct lease *g);

/* Reads a file that holds a token, without the blanks and the end of the line behind it.
 * Returns 0 and appends it, or an errno. */
int lease_read_token(const char *path, struct buf *token);

/* The time of day in milliseconds, even where a workflow's clock is virtual. */
int64_t lease_now_ms(void);

#endif
