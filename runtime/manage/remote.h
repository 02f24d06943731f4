/*
 * remote.h - asks a server's API over HTTP, one request after the other.
 */
#ifndef MANAGE_REMOTE_H
#define MANAGE_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

struct asking_answer;
struct buf;
struct fetch_way;
struct remote; /* opaque */
struct value;

struct remote_options {
    const char *url;
    const char *token;           /* borrowed for the call; NULL */
    const struct fetch_way *tls; /* for https:; NULL: that cannot be asked */
};

/* Returns true and *ret_remote (new), or false, with what is wrong with the URL in `why`. */
bool remote_open(const struct remote_options *o, struct remote **ret_remote, struct buf *why);

/* Returns true and *ret_answer, or false, with the reason in `why`, if no server of this API
 * answers. */
bool remote_ask(struct remote *r, const char *operation, const struct value *input,
                struct asking_answer *ret_answer, struct buf *why);

/* A server of a store that many have, as store_who() tells it. */
struct remote_node {
    int64_t id;
    const char *store;
};

/* Returns true if it is that server which answers; or false, with the reason in `why`. Nothing
 * that is there is changed by the question. */
bool remote_is_node(struct remote *r, const struct remote_node *node, struct buf *why);

/* Does nothing for NULL. */
void remote_close(struct remote *r);

#endif
