/*
 * authorization.h - what a connection of EventBridge knows, for http:invoke (I-17): the secret
 * by which an API is called, and what else goes along with every call of it.
 *
 * It is read from the JSON that CreateConnection takes:
 *   {"AuthorizationType": "BASIC" | "API_KEY" | "OAUTH_CLIENT_CREDENTIALS",
 *    "AuthParameters": {"BasicAuthParameters": {"Username", "Password"},
 *                       "ApiKeyAuthParameters": {"ApiKeyName", "ApiKeyValue"},
 *                       "OAuthParameters": {...}, "InvocationHttpParameters": {...}}}
 * Its values go into requests and nowhere else: no message shows one.
 */
#ifndef CALL_AUTHORIZATION_H
#define CALL_AUTHORIZATION_H

#include <stdbool.h>
#include <stdint.h>

struct authorization; /* opaque */
struct buf;
struct value;
struct wire_answer;
struct wire_request;

/* Returns true and *ret_authorization (new), or false with what is missing in `why`. The value
 * is borrowed. */
bool authorization_read(struct value *connection, struct authorization **ret_authorization,
                        struct buf *why);
void authorization_release(struct authorization *a);

/* Returns true if a token must be asked for first (OAuth). */
bool authorization_wants_token(const struct authorization *a);

/* Puts the secret, or the token, and the connection's own headers, query and members of the
 * body on a request; they win over what it has. `token` is NULL where none is wanted. Returns
 * false, with the reason in `why`, if the body cannot take members. */
bool authorization_put(const struct authorization *a, const char *token, struct wire_request *r,
                       struct buf *why);

/* Fills an empty request for a token (RFC 6749, 4.4): the client's id and secret are members of
 * the form, or of the query for GET. Plain HTTP is for this machine alone. Returns false with
 * the reason in `why`. */
bool authorization_ask(const struct authorization *a, struct wire_request *r, struct buf *why);

/* The token that an answer has, and for how many seconds it is good (0: it does not say).
 * Returns true and *ret_token (new), or false with the reason, without the answer's text, in
 * `why`. */
bool authorization_read_token(const struct wire_answer *w, char **ret_token,
                              int64_t *ret_life_s, struct buf *why);

#endif
