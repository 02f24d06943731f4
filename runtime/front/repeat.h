/*
 * repeat.h - requests of routes that may be made again without doing anything again: those with
 * an Idempotency-Key.
 *
 * A row in the store says for a day which execution such a request has begun. It is found by a
 * digest of the route, the client's API key and the Idempotency-Key, of which none is kept, and
 * has a digest of what was asked for, so that another request with the same key is told apart.
 * Rows are objects:
 *
 *   print, madeDate, executionArn, startDate   dates are milliseconds since 1970
 *   node                                       the number of the node that has begun it, of a
 *                                              store that several have
 *   status, body                               the answer, where the ledger will not have it
 */
#ifndef FRONT_REPEAT_H
#define FRONT_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

struct http_request;
struct route;
struct store;
struct value;

#define REPEAT_DIGEST 32 /* bytes */

struct repeat {
    bool is_wanted; /* the request has an Idempotency-Key */
    unsigned char id[REPEAT_DIGEST], print[REPEAT_DIGEST];
};

/* What a request says of this. `key` is the client's API key or "", `what` the JSON that is
 * asked for. Returns false if its Idempotency-Key is none: 1 to 255 visible characters. */
bool repeat_read(const struct http_request *r, const struct route *route, const char *key,
                 const struct value *what, struct repeat *ret_repeat);

enum repeat_found {
    REPEAT_NONE,
    REPEAT_SAME, /* *ret_row is its row, new */
    REPEAT_OTHER /* the key was used for another request */
};
enum repeat_found repeat_find(struct store *s, const struct repeat *p, int64_t now_ms,
                              struct value **ret_row);

/* Before one begins: no other node begins the same before this turn is committed, or has begun
 * it without being found by a look after this. Returns false if another node is about to. */
bool repeat_hold(struct store *s, const struct repeat *p);

/* Returns true if what the row tells of may be under way at another node that lives. */
bool repeat_is_elsewhere(struct store *s, const struct value *row);

/* It has begun that execution. */
void repeat_begun(struct store *s, const struct repeat *p, int64_t now_ms, const char *arn,
                  int64_t start_ms);

/* That has come to this answer, which its row has from now on. */
void repeat_ended(struct store *s, const struct repeat *p, int status, struct value *body);

#endif
