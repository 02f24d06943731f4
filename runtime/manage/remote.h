/*
 * remote.h - asks a server's API over HTTP, one request after the other.
 */
#ifndef MANAGE_REMOTE_H
#define MANAGE_REMOTE_H

#include <stdbool.h>

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

/* Does nothing for NULL. */
void remote_close(struct remote *r);

#endif
